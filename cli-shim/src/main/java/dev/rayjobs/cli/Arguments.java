package dev.rayjobs.cli;

import java.util.List;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The words of a command line that are no options, and what they mean to the command. */
final class Arguments {
  private final PositionalParamSpec spec;

  private Arguments(PositionalParamSpec spec) {
    this.spec = spec;
  }

  /** Any number of them, or at least one. */
  static Arguments many(boolean needed, String label, String description) {
    return new Arguments(
        PositionalParamSpec.builder()
            .arity(needed ? "1..*" : "0..*")
            .required(needed)
            .paramLabel(label)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description(description)
            .build());
  }

  /** One that is one of a few words; the command checks it. */
  static Arguments oneOf(String label, List<String> words, String description) {
    return new Arguments(
        PositionalParamSpec.builder()
            .index("0")
            .required(true)
            .paramLabel(label)
            .type(String.class)
            .completionCandidates(words)
            .description(description)
            .build());
  }

  /** The id of a job, which commands about one job take. */
  static Arguments jobId() {
    return new Arguments(
        PositionalParamSpec.builder()
            .index("0")
            .required(true)
            .paramLabel("JOB_ID")
            .type(String.class)
            .description("The job's submission id.")
            .build());
  }

  /** For picocli. */
  PositionalParamSpec spec() {
    return spec;
  }

  /** What the command line gives. */
  List<String> values() {
    Object given = spec.getValue();
    if (given instanceof List<?> words) {
      return words.stream().map(String::valueOf).toList();
    }
    return given == null ? List.of() : List.of(given.toString());
  }

  /** The first one. */
  String value() {
    return values().get(0);
  }
}
