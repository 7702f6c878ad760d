package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Command lines that end before anything is sent. */
class ProgramTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String line) {
    Console console = new Console(new Output(out), new Output(err), Map.of(), Set.of());
    return Program.run(console, line.isEmpty() ? new String[0] : line.split(" "));
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '#',
      value = {
        "# Missing command: one of job, get-auth-token",
        "job# Missing command: one of submit, status",
        "job submit# There is no command to run. Give it after --, for example: ray job submit -- python",
        "job submit --# There is no command to run",
        "job status# Missing required parameter: 'JOB_ID'",
        "job status a b# Unexpected: 'b'",
        "job list extra# Unexpected: 'extra'",
        "job submit --foo -- ls# No such option: '--foo'",
        "job submit python --epochs 3# No such option: '--epochs'. Options of the job's own command come after --",
        "job list -x# No such option: '-x'",
        "job list --limit -1# '-1' is less than 0",
        "job list --metadata a# --metadata: 'a' is not KEY=VALUE",
        "job list --since soon# 'soon' is neither a time",
        "job list --log-style fancy# 'fancy' is none of auto, record, pretty",
        "completion fish# There is no completion for 'fish'",
        "foo# No such command: 'foo'",
        "job submit --addres=x -- ls# No such option: '--addres'. Did you mean --address?",
        "job submit --no-wait=1 -- ls# --no-wait",
        "job submit --address# --address",
        "job list --log-style fancy# --log-style",
        "job submit --entrypoint-num-cpus x -- ls# 'x' is not a number",
        "job submit --entrypoint-memory 1.5 -- ls# '1.5' is not a whole number",
        "job submit --entrypoint-memory 99999999999999999999 -- ls# is too large",
        "job submit --metadata-json {] -- ls# --metadata-json is not a JSON object",
        "job submit --metadata-json [1] -- ls# --metadata-json is not a JSON object",
        "job submit --metadata-json {\"a\":1} -- ls# the value of \"a\" must be a text",
        "job submit --entrypoint-resources {\"a\":\"1\"} -- ls# the value of \"a\" must be a number",
        "job submit --runtime-env a --runtime-env-json {} -- ls# Only one of",
        "job list --headers {\"Authorization:secret\":1}# the value of \"Authorization…\" must be a text",
        "job list --headers {\"Authorization:secret\":\"\"}# 'Authorization…' cannot be the name of a header",
        "job list --headers nonsense# --headers is not a JSON object",
        "nonsense# No such command: 'nonsense'",
        "job sumbit -- ls# No such command: 'sumbit'. Did you mean submit?",
        "get-auth-token extra# Unexpected: 'extra'",
      })
  void saysWhatIsWrongWithACommandLine(String line, String reason) {
    assertThat(run(line == null ? "" : line)).isEqualTo(ExitCode.USAGE);
    assertThat(err()).startsWith("Error: ").contains(reason.strip());
    assertThat(err().lines()).hasSizeLessThanOrEqualTo(2);
    assertThat(out.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "job --help",
        "job submit --help",
        "job status --help",
        "job stop --help",
        "job delete --help",
        "job list --help",
        "job logs --help",
        "job wait --help",
        "job package --help",
        "job doctor --help",
        "completion --help",
        "get-auth-token --help"
      })
  void helpsOnStdout(String line) {
    assertThat(run(line)).isEqualTo(ExitCode.OK);
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: ray").contains("--help");
    assertThat(err()).isEmpty();
  }

  @Test
  void helpsWithEveryOptionUnderAHeading() {
    Console console = new Console(new Output(out), new Output(err), Map.of(), Set.of());
    CommandLine job = Objects.requireNonNull(Commands.all(console).getSubcommands().get("job"));
    assertThat(job.getSubcommands()).hasSizeGreaterThan(8);
    job.getSubcommands()
        .forEach(
            (name, command) -> {
              out.reset();
              assertThat(run("job " + name + " --help")).isZero();
              String help = out.toString(StandardCharsets.UTF_8);
              for (OptionSpec option : command.getCommandSpec().options()) {
                assertThat(option.description()).as(option.longestName()).isNotEmpty();
                assertThat(help)
                    .as("the help of %s", name)
                    .containsPattern("(?m)^  .*" + option.longestName() + "[= \\n]");
              }
              assertThat(help)
                  .contains(name.equals("package") ? "What is said:\n" : "The cluster:\n");
            });
  }

  @Test
  void readsNoFilesThatAtSignsName() {
    assertThat(run("job status @/etc/passwd --address nonsense")).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("'nonsense'");
  }
}
