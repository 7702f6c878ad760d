package dev.rayjobs.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.examples.Example.Result;
import dev.rayjobs.testing.RayHead;
import dev.rayjobs.testing.RealRay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The examples on a real Ray. */
@ExtendWith(RealRay.class)
class RealExamplesIT {
  @TempDir Path temp;

  private static Map<String, String> environment(RayHead head) {
    return Map.of(
        "RAY_ADDRESS",
        head.address(),
        "RAY_AUTH_MODE",
        "token",
        "RAY_AUTH_TOKEN",
        head.token().orElseThrow());
  }

  @Test
  void runsTheQuickstart(RayHead head) throws Exception {
    Files.writeString(temp.resolve("main.py"), "print(open('data.txt').read())\n");
    Files.writeString(temp.resolve("data.txt"), "grüße");
    Result result =
        Example.run(Quickstart.class, environment(head), temp.toString(), "python main.py");
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("grüße").contains(": SUCCEEDED");
    assertThat(
            Example.run(Quickstart.class, environment(head), temp.toString(), "false").exitCode())
        .isEqualTo(1);
  }

  @Test
  void resubmitsUntilTheJobSucceeds(RayHead head) throws Exception {
    String id = "resubmit-" + UUID.randomUUID();
    Path marker = temp.resolve("seen");
    String command = "test -e " + marker + " || { touch " + marker + "; exit 1; }";
    Result result = Example.run(ResubmitOnFailure.class, environment(head), id, command);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output().lines())
        .containsExactly(
            "Submitted " + id, id + ": FAILED", "Submitted " + id + "-r2", id + "-r2: SUCCEEDED");
    assertThat(
            Example.run(ResubmitOnFailure.class, environment(head), id, command).output().lines())
        .containsExactly("Following " + id + "-r2", id + "-r2: SUCCEEDED");
  }

  @Test
  void importsItsModuleAndWhatPipInstalled(RayHead head) throws Exception {
    Path module = Files.createDirectory(temp.resolve("greetings"));
    Files.writeString(
        module.resolve("__init__.py"), "import os\ndef greet(): return os.environ['GREETING']\n");
    Result result =
        Example.run(
            PythonPackages.class,
            environment(head),
            module.toString(),
            "iniconfig==2.1.0",
            "python -c 'import greetings, importlib.metadata as m; print(greetings.greet(),"
                + " m.version(\"iniconfig\"))'");
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("hello 2.1.0");
  }
}
