package dev.rayjobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What users compile against, written down, so that it changes only where somebody means it. */
class PublicApiTest {
  private static final Path CLASSES = Path.of("target/classes");
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path WRITTEN_DOWN = Path.of("api.txt");

  @Test
  void isWhatIsWrittenDown() throws Exception {
    List<String> api = api();
    Path now = Files.write(Path.of("target/api.txt"), api);
    assertThat(Files.readAllLines(WRITTEN_DOWN))
        .as("The public API changed. If you meant it: cp sdk/%s sdk/%s", now, WRITTEN_DOWN)
        .isEqualTo(api);
  }

  /** Or a constant more would break those who switch over all that there are. */
  @Test
  void eachEnumSaysThatItMayGrow() throws Exception {
    List<String> silent = new ArrayList<>();
    int enums = 0;
    for (Class<?> type : exported()) {
      if (type.isEnum()) {
        enums++;
        Class<?> file = type.getNestHost();
        String source =
            Files.readString(SOURCES.resolve(file.getName().replace('.', '/') + ".java"));
        String before = source.substring(0, source.indexOf("public enum " + type.getSimpleName()));
        String comment = before.substring(before.lastIndexOf("/**")).replaceAll("\\s*\\*\\s*", " ");
        if (!comment.contains("Constants may be added: have a default branch.")) {
          silent.add(type.getName());
        }
      }
    }
    assertThat(enums).isGreaterThan(5);
    assertThat(silent).isEmpty();
  }

  private static List<String> api() throws Exception {
    List<String> lines = new ArrayList<>();
    for (Class<?> type : exported()) {
      lines.add(declaration(type));
      TreeSet<String> members = new TreeSet<>();
      Arrays.stream(type.getDeclaredFields())
          .filter(PublicApiTest::isSeen)
          .forEach(field -> members.add(text(field)));
      Arrays.stream(type.getDeclaredConstructors())
          .filter(PublicApiTest::isSeen)
          .forEach(constructor -> members.add(text(constructor)));
      Arrays.stream(type.getDeclaredMethods())
          .filter(PublicApiTest::isSeen)
          .forEach(method -> members.add(text(method)));
      members.forEach(member -> lines.add("  " + member));
    }
    return lines;
  }

  private static List<Class<?>> exported() throws Exception {
    List<Class<?>> types = new ArrayList<>();
    ModuleDescriptor module;
    try (var descriptor = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
      module = ModuleDescriptor.read(descriptor);
    }
    for (ModuleDescriptor.Exports exports : module.exports()) {
      for (String name : classesIn(exports.source())) {
        Class<?> type = Class.forName(name, false, PublicApiTest.class.getClassLoader());
        if (isSeen(type)) {
          types.add(type);
        }
      }
    }
    types.sort(Comparator.comparing(Class::getName));
    return types;
  }

  private static List<String> classesIn(String pack) throws IOException {
    try (Stream<Path> files = Files.list(CLASSES.resolve(pack.replace('.', '/')))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
          .map(name -> pack + "." + name.replaceFirst("\\.class$", ""))
          .toList();
    }
  }

  private static boolean isSeen(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return isSeen(type.getModifiers())
        && !type.isAnonymousClass()
        && !type.isLocalClass()
        && (outer == null || isSeen(outer));
  }

  private static boolean isSeen(java.lang.reflect.Member member) {
    return isSeen(member.getModifiers()) && !member.isSynthetic();
  }

  private static boolean isSeen(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String declaration(Class<?> type) {
    int modifiers =
        type.getModifiers() & ~(type.isInterface() ? Modifier.ABSTRACT | Modifier.INTERFACE : 0);
    String kind = type.isInterface() ? "interface" : type.isEnum() ? "enum" : "class";
    String line = Modifier.toString(modifiers) + " " + kind + " " + type.getName();
    AnnotatedType parent = type.getAnnotatedSuperclass();
    if (!type.isEnum() && parent != null && parent.getType() != Object.class) {
      line += " extends " + text(parent);
    }
    String interfaces = texts(type.getAnnotatedInterfaces());
    return interfaces.isEmpty() ? line : line + " implements " + interfaces;
  }

  private static String text(Field field) {
    return Modifier.toString(field.getModifiers())
        + " "
        + text(field.getAnnotatedType())
        + " "
        + field.getName();
  }

  private static String text(Constructor<?> constructor) {
    return Modifier.toString(constructor.getModifiers()) + " new" + signature(constructor);
  }

  private static String text(Method method) {
    return (method.isDefault() ? "default " : "")
        + Modifier.toString(method.getModifiers() & Modifier.methodModifiers())
        + " "
        + text(method.getAnnotatedReturnType())
        + " "
        + method.getName()
        + signature(method);
  }

  private static String signature(Executable executable) {
    String parameters = "(" + texts(executable.getAnnotatedParameterTypes()) + ")";
    String thrown = texts(executable.getAnnotatedExceptionTypes());
    return (executable.isVarArgs() ? parameters.replace("[])", "...)") : parameters)
        + (thrown.isEmpty() ? "" : " throws " + thrown);
  }

  private static String texts(AnnotatedType[] types) {
    return Arrays.stream(types).map(PublicApiTest::text).collect(Collectors.joining(", "));
  }

  /** With its nullness, which is part of what users compile against. */
  private static String text(AnnotatedType type) {
    String text = type.getType().getTypeName();
    if (type instanceof AnnotatedParameterizedType generic) {
      text =
          ((ParameterizedType) generic.getType()).getRawType().getTypeName()
              + "<"
              + texts(generic.getAnnotatedActualTypeArguments())
              + ">";
    } else if (type instanceof AnnotatedWildcardType wildcard) {
      text =
          wildcard.getAnnotatedLowerBounds().length > 0
              ? "? super " + texts(wildcard.getAnnotatedLowerBounds())
              : "? extends " + texts(wildcard.getAnnotatedUpperBounds());
    }
    return text + (type.isAnnotationPresent(Nullable.class) ? "?" : "");
  }
}
