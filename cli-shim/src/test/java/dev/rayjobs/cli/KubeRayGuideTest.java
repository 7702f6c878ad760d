package dev.rayjobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.cli.Run.Result;
import dev.rayjobs.testing.RayInstallation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manifests of the KubeRay guide, held against KubeRay's own schema. */
class KubeRayGuideTest {
  @TempDir private Path folder;

  private String manifest() throws IOException {
    return Files.readString(Guide.file("raycluster.yaml"));
  }

  private Result check(String manifest) throws IOException {
    return Run.program(
            RayInstallation.of("2.60.0").python(),
            resource("check_manifest.py"),
            resource("raycluster.schema.json"))
        .input(manifest)
        .toTheEnd();
  }

  private String resource(String name) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      try (InputStream in = KubeRayGuideTest.class.getResourceAsStream(name)) {
        Files.copy(Objects.requireNonNull(in), file);
      }
    }
    return file.toString();
  }

  private void assertFits(String manifest) throws IOException {
    Result result = check(manifest);
    assertThat(result.out() + result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void theClusterFitsTheSchema() throws Exception {
    assertFits(manifest());
  }

  @Test
  void theOtherLinesFitTheSchemaWhereTheGuidePutsThem() throws Exception {
    Iterator<String> blocks = Guide.blocks("kuberay.md", "yaml");
    String ofSpec = blocks.next();
    String ofContainer = blocks.next();
    String ofPod = blocks.next();
    assertThat(blocks).isExhausted();
    String around =
        """
        apiVersion: ray.io/v1
        kind: RayCluster
        spec:
        %s  headGroupSpec:
            template:
              spec:
        %s        containers:
                  - name: submitter
        %s"""
            .formatted(ofSpec.indent(2), ofPod.indent(8), ofContainer.indent(12));
    assertFits(around);
  }

  @Test
  void whatDoesNotFitIsFound() throws Exception {
    Result misspelt = check(manifest().replace("secretKeyRef:", "secretKeyReff:"));
    assertThat(misspelt.exitCode()).isEqualTo(1);
    assertThat(misspelt.out()).contains("spec/headGroupSpec/template/spec/containers/0/env/1");
    Result wrongType = check(manifest().replace("replicas: 1", "replicas: one"));
    assertThat(wrongType.out()).contains("'one' is not of type 'integer'");
  }
}
