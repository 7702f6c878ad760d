package dev.rayjobs.testing;

import dev.rayjobs.internal.json.Json;
import mockwebserver3.MockResponse;
import okio.Buffer;

/** The answers of Ray's dashboard in the forms that it has. */
final class Answers {
  private Answers() {}

  static MockResponse empty() {
    return new MockResponse.Builder().code(200).build();
  }

  static MockResponse json(Object value) {
    return typed(200, "application/json; charset=utf-8", toJson(value));
  }

  /** In ASCII alone, as Python's json writes it. */
  static String toJson(Object value) {
    StringBuilder ascii = new StringBuilder();
    for (char c : Json.write(value).toCharArray()) {
      if (c < 0x80) {
        ascii.append(c);
      } else {
        ascii.append(String.format("\\u%04x", (int) c));
      }
    }
    return ascii.toString();
  }

  static MockResponse text(int code, String text) {
    return typed(code, "text/plain; charset=utf-8", text);
  }

  static MockResponse typed(int code, String type, String body) {
    return new MockResponse.Builder().code(code).addHeader("Content-Type", type).body(body).build();
  }

  static MockResponse logBytes(byte[] bytes) {
    return new MockResponse.Builder()
        .addHeader("Content-Type", "text/plain")
        .addHeader("Content-Disposition", "attachment; filename=\"file.txt\"")
        .chunkedBody(new Buffer().write(bytes), 65_536)
        .build();
  }

  static MockResponse noSuchJob(String id) {
    return text(404, "Job " + id + " does not exist");
  }

  static MockResponse ownTrouble() {
    return text(500, "500 Internal Server Error\n\nServer got itself in trouble");
  }

  /** An error of the dashboard itself: the traceback ends in the reason. */
  static MockResponse traceback(int code, String function, String reason) {
    return text(code, tracebackText("job_head.py", function, reason));
  }

  /** An error of the agent behind the dashboard: its traceback within the dashboard's. */
  static MockResponse agentTraceback(int agentCode, String function, String reason) {
    String inner = tracebackText("job_agent.py", function, reason);
    return traceback(
        500,
        function,
        "RuntimeError: Request failed with status code " + agentCode + ": " + inner + ".");
  }

  private static String tracebackText(String file, String function, String reason) {
    return "Traceback (most recent call last):\n  File \""
        + file
        + "\", line 1, in "
        + function
        + "\n"
        + reason
        + "\n";
  }
}
