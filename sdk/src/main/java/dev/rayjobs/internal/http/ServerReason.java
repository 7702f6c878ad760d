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
  // The name is taken whole, so that a long word is not tried piece by piece.
  private static final Pattern EXCEPTION = Pattern.compile("([A-Za-z_][\\w.]*+): ?(.*)");
  private static final Pattern NAME =
      Pattern.compile("[A-Z]\\w*(?:Error|Exception|Exit|Interrupt)");
  private static final Pattern WRAPPED =
      Pattern.compile("Request failed with status code \\d+: ?(.*)");

  private static final String RPC = "<AioRpcError of RPC";
  private static final String RPC_DETAILS = "details = \"";

  private ServerReason() {}

  static String in(String body) {
    List<String> lines = body.lines().toList();
    List<String> reason = new ArrayList<>();
    boolean inException = false;
    for (String line : lines) {
      Matcher exception = EXCEPTION.matcher(line);
      if (exception.matches() && isException(exception.group(1))) {
        reason.clear();
        reason.add(exception.group(2));
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
    text = withoutLastStop(rpcDetails(text).strip());
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }

  private static boolean isException(String name) {
    return NAME.matcher(name.substring(name.lastIndexOf('.') + 1)).matches();
  }

  /** What a failed call between Ray's own servers says of itself; else the text. */
  private static String rpcDetails(String text) {
    int start = text.startsWith(RPC) ? text.indexOf(RPC_DETAILS) : -1;
    int end = start < 0 ? -1 : text.indexOf("\"\n", start + RPC_DETAILS.length());
    return end < 0 ? text : text.substring(start + RPC_DETAILS.length(), end);
  }

  /** The dashboard ends what it wraps with a full stop on a line of its own. */
  private static String withoutLastStop(String text) {
    if (!text.endsWith(".")) {
      return text;
    }
    String before = text.substring(0, text.length() - 1);
    String wrapped = before.stripTrailing();
    return before.indexOf('\n', wrapped.length()) < 0 ? text : wrapped;
  }
}
