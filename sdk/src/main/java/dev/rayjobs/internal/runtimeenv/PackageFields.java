package dev.rayjobs.internal.runtimeenv;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.python.PythonPath;
import dev.rayjobs.internal.runtimeenv.PackageReference.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields {@code working_dir} and {@code py_modules}, before and after the uploads. */
final class PackageFields {
  private PackageFields() {}

  /** URIs must be well formed, and local paths must be something that can be packaged. */
  static void checkBeforeUpload(Map<String, @Nullable Object> env) {
    Object workingDir = env.get(Field.WORKING_DIR.fieldName());
    if (workingDir != null) {
      String text = text(Field.WORKING_DIR.fieldName(), workingDir);
      if (PackageReference.isUri(text)) {
        PackageReference.checkUri(Field.WORKING_DIR, text);
      } else {
        checkLocalWorkingDir(text);
      }
    }
    int index = 0;
    for (Object module : modules(env)) {
      String name = Field.PY_MODULES.fieldName() + "[" + index++ + "]";
      String text = text(name, module);
      if (PackageReference.isUri(text)) {
        PackageReference.checkUri(Field.PY_MODULES, text);
      } else {
        checkLocalModule(name, text);
      }
    }
  }

  static void checkOnlyUris(Map<String, @Nullable Object> env) {
    Object workingDir = env.get(Field.WORKING_DIR.fieldName());
    if (Kinds.isSet(workingDir)) {
      PackageReference.checkUri(Field.WORKING_DIR, text(Field.WORKING_DIR.fieldName(), workingDir));
    }
    for (Object module : modules(env)) {
      PackageReference.checkUri(Field.PY_MODULES, text(Field.PY_MODULES.fieldName(), module));
    }
  }

  private static List<?> modules(Map<String, @Nullable Object> env) {
    Object modules = env.get(Field.PY_MODULES.fieldName());
    if (modules == null) {
      return List.of();
    }
    if (!(modules instanceof List<?> list)) {
      throw Refusal.kind(Field.PY_MODULES.fieldName(), "a list of paths or URIs", modules);
    }
    return list;
  }

  private static String text(String field, @Nullable Object value) {
    if (!(value instanceof String text)) {
      throw Refusal.kind(field, "a path or a URI", value);
    }
    return text;
  }

  private static void checkLocalWorkingDir(String text) {
    String field = Field.WORKING_DIR.fieldName();
    Path path = existing(field, text);
    boolean archive =
        Field.WORKING_DIR.extensions().stream().anyMatch(PythonPath.name(text)::endsWith);
    if (!Files.isDirectory(path) && !archive) {
      throw Refusal.of(
          field,
          path.toAbsolutePath()
              + " is neither a directory nor one of "
              + String.join(", ", Field.WORKING_DIR.extensions()));
    }
  }

  private static void checkLocalModule(String field, String text) {
    Path path = existing(field, text);
    String suffix = PythonPath.suffix(text);
    if (!Files.isDirectory(path) && !suffix.equals(".py") && !suffix.equals(".whl")) {
      throw Refusal.of(
          field, path.toAbsolutePath() + " is neither a directory nor a .py or .whl file");
    }
  }

  private static Path existing(String field, String text) {
    if (text.isEmpty()) {
      throw Refusal.of(field, "is empty; write . for the current directory");
    }
    Path path = LocalText.path(field, text);
    if (!Files.exists(path)) {
      throw missing(field, text, path);
    }
    return path;
  }

  private static InvalidInputException missing(String field, String text, Path path) {
    if (text.contains("://")) {
      return Refusal.of(
          field,
          "unknown scheme in "
              + Redaction.uri(text)
              + "; Ray knows http, https, s3, gs, azure, abfss, file, gcs and local");
    }
    String hint = text.startsWith("~") ? " (Ray does not expand ~)" : "";
    return Refusal.of(field, "there is no " + path.toAbsolutePath() + hint);
  }
}
