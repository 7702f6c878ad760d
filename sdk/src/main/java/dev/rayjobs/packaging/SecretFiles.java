package dev.rayjobs.packaging;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Tells files that usually hold passwords, tokens or private keys. */
final class SecretFiles {
  private static final Set<String> NAMES =
      Set.of(
          ".env",
          ".netrc",
          "_netrc",
          ".pgpass",
          ".pypirc",
          ".npmrc",
          ".my.cnf",
          ".htpasswd",
          ".dockercfg",
          ".git-credentials",
          ".vault-token",
          "auth_token",
          "token",
          "credentials",
          "credentials.json",
          "client_secret.json",
          "service-account.json",
          "service_account.json",
          "application_default_credentials.json",
          "kubeconfig",
          "secrets.yaml",
          "secrets.yml",
          "secrets.json",
          "secrets.toml",
          "id_rsa",
          "id_dsa",
          "id_ecdsa",
          "id_ed25519");

  /** Names that say nothing alone, and the folder in which they do. */
  private static final Map<String, String> FOLDERS =
      Map.of("config", ".kube", "config.json", ".docker");

  private static final Set<String> ENDINGS =
      Set.of(".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".ppk", ".token", ".kubeconfig");

  private static final Set<String> TEMPLATES =
      Set.of(".env.example", ".env.sample", ".env.template", ".env.dist");

  private static final int HEADER = 64;

  private SecretFiles() {}

  /** Whether what lies at this path, with {@code /} in it, is such a file by its name. */
  static boolean byName(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String folder = FOLDERS.get(name);
    String lower = name.toLowerCase(Locale.ROOT);
    int dot = lower.lastIndexOf('.');
    return NAMES.contains(lower)
        || (lower.startsWith(".env.") && !TEMPLATES.contains(lower))
        || (dot > 0 && ENDINGS.contains(lower.substring(dot)))
        || (folder != null && ("/" + path).endsWith("/" + folder + "/" + name));
  }

  /** Whether a file that starts with these bytes is a private key in PEM, whatever its name. */
  static boolean byContent(byte[] start, int length) {
    if (length < 5 || start[0] != '-' || start[4] != '-') {
      return false;
    }
    String header = new String(start, 0, Math.min(length, HEADER), StandardCharsets.ISO_8859_1);
    return header.startsWith("-----BEGIN ") && header.contains("PRIVATE KEY-----");
  }
}
