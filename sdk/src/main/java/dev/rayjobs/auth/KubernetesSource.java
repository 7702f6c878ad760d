package dev.rayjobs.auth;

import dev.rayjobs.internal.env.Environment;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Kubernetes' service account token, for those who switched it on. */
final class KubernetesSource extends SingleSource {
  private static final Pattern ON = Pattern.compile("true|1", Pattern.CASE_INSENSITIVE);

  private final Environment environment;
  private final FileSource file;

  KubernetesSource(Environment environment, Path token) {
    super("Kubernetes' service account token");
    this.environment = environment;
    this.file = FileSource.optional(token);
  }

  @Override
  TokenFinding look() {
    String value = environment.get(TokenSources.KUBERNETES_VARIABLE);
    if (value == null || !ON.matcher(value).matches()) {
      return TokenFinding.none(
          description(),
          TokenSources.KUBERNETES_VARIABLE
              + (value == null ? " is not set" : " is set but neither true nor 1"));
    }
    return file.look();
  }
}
