package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

/** The picture at the README's top: of a run of the commands that its script runs today. */
class TerminalPictureTest {
  private static final Path FOLDER = Document.ROOT.resolve("examples/quickstart");
  private static final Pattern COMMANDS =
      Pattern.compile("<<'COMMANDS'\n(.*)^COMMANDS$", Pattern.DOTALL | Pattern.MULTILINE);

  @Test
  void showsWhatTheScriptRuns() throws Exception {
    NodeList texts =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(FOLDER.resolve("terminal.svg").toFile())
            .getElementsByTagName("text");
    List<String> lines =
        IntStream.range(0, texts.getLength())
            .mapToObj(line -> texts.item(line).getTextContent())
            .toList();
    List<String> typed =
        lines.stream()
            .filter(line -> line.startsWith("$ "))
            .map(line -> line.substring(2))
            .toList();
    String commands =
        COMMANDS
            .matcher(Files.readString(FOLDER.resolve("picture")))
            .results()
            .map((MatchResult found) -> found.group(1))
            .findFirst()
            .orElseThrow();
    assertThat(typed.stream().filter(line -> !line.isEmpty())).isEqualTo(commands.lines().toList());
    assertThat(lines)
        .contains("Job 'fruit' succeeded", "plums: 35")
        .noneMatch(line -> line.contains("/tmp") || line.contains("/home"));
  }
}
