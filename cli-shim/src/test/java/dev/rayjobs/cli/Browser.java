package dev.rayjobs.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Speaks to the dashboard as its own page does in a browser. */
final class Browser {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String address;
  private String cookie = "";

  Browser(String address) {
    this.address = address;
  }

  /** The status of what is got here, with the cookie if there is one. */
  int get(String path) throws IOException, InterruptedException {
    return send(request(path).GET()).statusCode();
  }

  /** Whether this can be got. */
  boolean reaches(String path) {
    try {
      return get(path) == 200;
    } catch (IOException nobody) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Types the token into the page's dialog. */
  int logIn(String token) throws IOException, InterruptedException {
    HttpResponse<Void> answer =
        send(
            request("/api/authenticate")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.noBody()));
    cookie = answer.headers().firstValue("Set-Cookie").orElse("");
    return answer.statusCode();
  }

  /** What the last answer to {@link #logIn} had stored. */
  String cookie() {
    return cookie;
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("User-Agent", "Mozilla/5.0")
            .header("Sec-Fetch-Site", "same-origin");
    return cookie.isEmpty() ? request : request.header("Cookie", cookie.replaceFirst(";.*", ""));
  }

  private HttpResponse<Void> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.discarding());
  }
}
