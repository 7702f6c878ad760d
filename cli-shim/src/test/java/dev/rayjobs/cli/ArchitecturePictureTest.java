package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The picture of the packages in CONTRIBUTING.md is what the sources import. With the system
 * property {@code rayjobs.draw} set, it is drawn anew instead.
 */
class ArchitecturePictureTest {
  private static final Document CONTRIBUTING = Document.at("CONTRIBUTING.md");
  private static final String ROOT = "dev.rayjobs";
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?(dev\\.rayjobs(?:\\.[a-z]+)*)\\.[A-Z]");

  /** For each package those that it imports from. */
  private final Map<String, Set<String>> imports = new TreeMap<>();

  private void read(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources.resolve("dev"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        String own = sources.relativize(file.getParent()).toString().replace('/', '.');
        Set<String> others = imports.computeIfAbsent(own, unused -> new TreeSet<>());
        IMPORT.matcher(Files.readString(file)).results().forEach(i -> others.add(i.group(1)));
        others.remove(own);
      }
    }
  }

  private boolean leadsTo(String from, String to) {
    return imports.getOrDefault(from, Set.of()).stream()
        .anyMatch(next -> next.equals(to) || leadsTo(next, to));
  }

  private static String box(String name) {
    String shown = name.equals(ROOT) ? name : name.substring(ROOT.length() + 1);
    return "    %s[%s]\n".formatted(id(name), shown);
  }

  private static String id(String name) {
    return name.replace('.', '_');
  }

  private String group(String title, Predicate<String> members) {
    StringBuilder boxes = new StringBuilder("  subgraph " + title + "\n");
    imports.keySet().stream().filter(members).forEach(name -> boxes.append(box(name)));
    return boxes.append("  end\n").toString();
  }

  /** In Mermaid's language, without the arrows that follow from others. */
  private String drawn() {
    Predicate<String> program = name -> name.startsWith(ROOT + ".cli");
    Predicate<String> internal = name -> name.startsWith(ROOT + ".internal");
    StringBuilder text = new StringBuilder("flowchart TD\n");
    text.append(group("program", program));
    text.append(group("library", program.or(internal).negate()));
    text.append(group("internal", internal));
    imports.forEach(
        (from, all) ->
            all.stream()
                .filter(to -> all.stream().noneMatch(other -> leadsTo(other, to)))
                .forEach(to -> text.append("  %s --> %s\n".formatted(id(from), id(to)))));
    return text.toString();
  }

  @Test
  void showsWhatIsImported() throws IOException {
    read(Document.ROOT.resolve("sdk/src/main/java"));
    read(Document.ROOT.resolve("cli-shim/src/main/java"));
    Iterator<String> blocks = CONTRIBUTING.blocks("mermaid");
    String shown = blocks.next();
    assertThat(blocks).isExhausted();
    if (System.getProperty("rayjobs.draw") != null) {
      Files.writeString(
          CONTRIBUTING.file(),
          CONTRIBUTING.text().replace("```mermaid\n" + shown, "```mermaid\n" + drawn()));
      return;
    }
    assertThat(List.of(shown.split("\n"))).isEqualTo(List.of(drawn().split("\n")));
  }
}
