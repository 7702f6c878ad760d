package dev.rayjobs.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sentence that matters in the body of an error answer. Ray's dashboard sends a Python
 * traceback, which may hold the traceback of the node's agent, whose last exception is the reason.
 */
final class ServerReason {
  private static final int LONGEST = 2_000;
  private static final Pattern EXCEPTION =
      Pattern.compile(
          "^(?:[A-Za-z_][\\w.]*\\.)?[A-Z]\\w*(?:Error|Exception|Exit|Interrupt): ?(.*)$");
  private static final Pattern WRAPPED =
      Pattern.compile("^Request failed with status code \\d+: ?(.*)$");

  private static final Pattern RPC =
      Pattern.compile("<AioRpcError of RPC.*?\\sdetails = \"(.*?)\"\n.*", Pattern.DOTALL);

  private ServerReason() {}

  static String in(String body) {
    List<String> lines = body.lines().toList();
    List<String> reason = new ArrayList<>();
    boolean inException = false;
    for (String line : lines) {
      Matcher exception = EXCEPTION.matcher(line);
      if (exception.matches()) {
        reason.clear();
        reason.add(exception.group(1));
        inException = true;
      } else if (inException) {
        if (line.startsWith("Traceback (most recent call last)")
            || line.startsWith("During handling of the above exception")
            || line.startsWith("The above exception was the direct cause")) {
          inException = false;
        } else {
          reason.add(line);
        }
      }
    }
    String text = reason.isEmpty() ? body : String.join("\n", reason);
    Matcher wrapped = WRAPPED.matcher(text.strip());
    if (wrapped.matches()) {
      text = wrapped.group(1);
    }
    Matcher rpc = RPC.matcher(text);
    if (rpc.matches()) {
      text = rpc.group(1);
    }
    // The dashboard ends what it wraps with a full stop on a line of its own.
    text = text.strip().replaceFirst("\\s*\\n\\s*\\.$", "");
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}
