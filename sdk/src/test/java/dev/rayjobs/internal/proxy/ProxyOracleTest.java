package dev.rayjobs.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.internal.address.DashboardAddress;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.json.Json;
import dev.rayjobs.testing.RayInstallation;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Proxies by environment, held against the requests that the installed Ray uses. */
class ProxyOracleTest {
  private static final String SCRIPT =
      """
      import json, os, sys
      import requests.utils as u
      for line in sys.stdin:
          url, env = json.loads(line)
          for k in list(os.environ):
              if k.lower().endswith("_proxy"):
                  del os.environ[k]
          os.environ.update(env)
          proxy = u.select_proxy(url, u.get_environ_proxies(url))
          print(json.dumps(proxy), flush=True)
      """;

  private static final List<String> ADDRESSES =
      List.of(
          "http://ray.example.com:8265",
          "https://ray.example.com",
          "https://ray.example.com:8443/prefix",
          "http://10.1.2.3:8265",
          "https://10.200.2.3",
          "http://Ray.Example.com:8265",
          "http://head:8265");

  private static final List<String> NO_PROXY =
      List.of(
          "",
          "*",
          "example.com",
          ".example.com",
          "..example.com",
          "ample.com",
          "EXAMPLE.com",
          "ray.example.com:8265",
          ":8265",
          "example.com:8443",
          "10.1.0.0/16",
          "10.0.0.0/8",
          "10.0.0.0/0",
          "10.1.2.3/32",
          "10.1.2.3",
          "2.3",
          "other.org, example.com ,head",
          "other.org,* ",
          " * ",
          ",,",
          "head",
          "10.1.2.3/33",
          "10.1.2.300/8",
          "foo/bar/8");

  private static final List<Map<String, String>> PROXIES =
      List.of(
          Map.of("http_proxy", "http://lower:1", "HTTP_PROXY", "http://upper:2"),
          Map.of("HTTPS_PROXY", "http://upper:2"),
          Map.of("ALL_PROXY", "http://all:3"),
          Map.of("all_proxy", "http://all:3", "HTTPS_PROXY", "http://upper:2"),
          Map.of("http_proxy", "", "HTTP_PROXY", "http://upper:2"),
          Map.of("http_proxy", "", "HTTP_PROXY", "http://upper:2", "ALL_PROXY", "http://all:3"),
          Map.of("https_proxy", "me:pw@plain:4"),
          Map.of());

  @Test
  void choosesAsRequestsDoes() throws Exception {
    List<String> questions = new ArrayList<>();
    List<String> ours = new ArrayList<>();
    for (String address : ADDRESSES) {
      for (String list : NO_PROXY) {
        for (Map<String, String> proxies : PROXIES) {
          for (String name : List.of("no_proxy", "NO_PROXY")) {
            Map<String, String> variables = new java.util.TreeMap<>(proxies);
            variables.put(name, list);
            questions.add(Json.write(List.of(address, variables)));
            ours.add(
                hostAndPort(
                    ProxyChoice.resolve(
                        Environment.of(variables), DashboardAddress.parse(address, "test"))));
          }
        }
      }
    }
    List<String> theirs =
        ask(questions).stream().map(ProxyOracleTest::hostAndPort).collect(Collectors.toList());
    assertThat(theirs).hasSameSizeAs(questions);
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < theirs.size(); i++) {
      if (!theirs.get(i).equals(ours.get(i))) {
        differences.add(questions.get(i) + ": " + theirs.get(i) + ", here " + ours.get(i));
      }
    }
    assertThat(differences).isEmpty();
  }

  private static String hostAndPort(@Nullable ProxyChoice choice) {
    return choice == null
        ? "none"
        : ((InetSocketAddress) choice.proxy().address()).getHostString()
            + ":"
            + ((InetSocketAddress) choice.proxy().address()).getPort();
  }

  private static String hostAndPort(String answer) {
    return answer.equals("null")
        ? "none"
        : String.valueOf(Json.parse(answer)).replaceFirst("^http://", "").replaceFirst(".*@", "");
  }

  private static List<String> ask(List<String> questions) throws Exception {
    Process python =
        new ProcessBuilder(RayInstallation.of("2.60.0").python().toString(), "-c", SCRIPT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Thread writing =
        new Thread(
            () -> {
              try (var out = python.outputWriter(StandardCharsets.UTF_8)) {
                for (String question : questions) {
                  out.write(question + "\n");
                }
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    writing.start();
    List<String> answers =
        new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    writing.join();
    assertThat(python.waitFor()).isZero();
    return answers;
  }
}
