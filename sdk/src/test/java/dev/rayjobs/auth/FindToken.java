package dev.rayjobs.auth;

import dev.rayjobs.internal.env.Environment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Answers the questions that {@code ask_ray.py} answers, with this library. */
final class FindToken {
  private FindToken() {}

  /** Argument: the path that stands in for Kubernetes' token. */
  public static void main(String[] arguments) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String question = in.readLine(); question != null; question = in.readLine()) {
      Map<String, String> variables = new HashMap<>();
      String[] words = question.split(" ", -1);
      for (int i = 1; i < words.length; i++) {
        int equals = words[i].indexOf('=');
        byte[] value = Base64.getDecoder().decode(words[i].substring(equals + 1));
        // As the JVM reads its variables under a UTF-8 locale.
        variables.put(words[i].substring(0, equals), new String(value, StandardCharsets.UTF_8));
      }
      System.out.println(
          words[0].equals("mode")
              ? mode(variables)
              : token(variables, Path.of(variables.getOrDefault("PWD", "")), arguments[0]));
    }
  }

  private static String token(Map<String, String> variables, Path folder, String kubernetes) {
    return Answer.of(TokenSources.standard(Environment.of(variables), folder.resolve(kubernetes)))
        .words();
  }

  private static String mode(Map<String, String> variables) {
    return AuthMode.parse(variables.get(AuthMode.VARIABLE)) == AuthMode.TOKEN ? "1" : "0";
  }
}
