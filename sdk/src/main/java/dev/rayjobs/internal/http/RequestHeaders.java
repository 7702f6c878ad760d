package dev.rayjobs.internal.http;

import dev.rayjobs.auth.TokenHeader;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.TokenException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The headers of every request and of the WebSocket handshake: the user's own, cookies, token. */
final class RequestHeaders {
  static final String AUTHORIZATION = "Authorization";
  static final String RAY_AUTHORIZATION = "X-Ray-Authorization";
  private static final String USER_AGENT = "User-Agent";
  private static final String HIDDEN = "***";
  // Shorter ones would be found in innocent words.
  private static final int SHORTEST_SECRET = 8;

  private final Map<String, String> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final BearerToken token;
  private final PlaintextGuard guard;
  private final ClusterHistory history;
  private final AtomicBoolean saidThatItIsOld = new AtomicBoolean();
  // Null: the user gives both headers, so there is no place for the token.
  private final @Nullable String tokenHeader;
  private final boolean needed;

  RequestHeaders(TransportSettings settings, ClusterHistory history) {
    this.history = history;
    own.put(USER_AGENT, "rayjobs-java");
    own.putAll(settings.headers());
    String userInfo = settings.address().userInfo();
    if (userInfo != null) {
      String encoded =
          Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
      own.putIfAbsent(AUTHORIZATION, "Basic " + encoded);
    }
    if (!settings.cookies().isEmpty()) {
      String joined =
          settings.cookies().entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; "));
      own.merge("Cookie", joined, (given, added) -> given + "; " + added);
    }
    this.token = settings.token();
    this.guard = new PlaintextGuard(settings);
    this.tokenHeader = choose(settings.tokenHeader());
    this.needed =
        token.wanted()
            && (settings.tokenHeader() != TokenHeader.AUTOMATIC || !own.containsKey(AUTHORIZATION));
  }

  private @Nullable String choose(TokenHeader choice) {
    return switch (choice) {
      case AUTOMATIC ->
          !own.containsKey(AUTHORIZATION)
              ? AUTHORIZATION
              : own.containsKey(RAY_AUTHORIZATION) ? null : RAY_AUTHORIZATION;
      case AUTHORIZATION -> free(AUTHORIZATION);
      case X_RAY_AUTHORIZATION -> free(RAY_AUTHORIZATION);
    };
  }

  private String free(String header) {
    if (token.wanted() && own.containsKey(header)) {
      throw new InvalidInputException(
          "Ray's token is to go into the header "
              + header
              + ", and so is another value of yours: choose another header for the token");
    }
    return header;
  }

  /** Puts all headers on, and a {@link SentToken} to remember what they hold. */
  void addTo(Request.Builder request) {
    addOwnTo(request);
    SentToken sent = SentToken.NONE;
    if (tokenHeader != null) {
      BearerToken.Sendable current = current();
      sent = new SentToken(current, tokenHeader);
      if (current != null) {
        put(current, tokenHeader, request);
      } else if (needed) {
        throw new TokenException(token.whyNone());
      }
    }
    request.tag(SentToken.class, sent);
  }

  /** Puts the user's headers on and no token: for what Ray answers to everybody. */
  void addOwnTo(Request.Builder request) {
    own.forEach(request::header);
  }

  /**
   * The source's token. While it has none, the one that the cluster accepted last: a file that is
   * replaced by deleting it and making another is not there for a while.
   */
  private BearerToken.@Nullable Sendable current() {
    BearerToken.Sendable good = history.acceptedToken();
    BearerToken.Sendable current;
    try {
      current = token.current();
    } catch (TokenException e) {
      if (good == null) {
        throw e;
      }
      sayOnceThatItIsOld(e.getMessage());
      return good;
    }
    if (current == null && good != null) {
      sayOnceThatItIsOld("There is no token any more");
      return good;
    }
    return current;
  }

  /** The refused request with the source's token as it is now; null if that is no other. */
  @Nullable Request withFreshToken(Request refused) {
    try {
      return with(token.current(), refused);
    } catch (TokenException e) {
      // The refusal of the one that was sent says more than that the next is not there yet.
      return null;
    }
  }

  /**
   * The refused request with the token that the cluster accepted last; null if that is no other.
   */
  @Nullable Request withAcceptedToken(Request refused) {
    Request request = with(history.acceptedToken(), refused);
    if (request != null) {
      sayOnceThatItIsOld(
          "The cluster refuses the token that is in "
              + originOf(sentWith(refused))
              + " now; it may not have been started anew yet");
    }
    return request;
  }

  private @Nullable Request with(BearerToken.@Nullable Sendable other, Request refused) {
    SentToken sent = refused.tag(SentToken.class);
    // Without the tag it is a question that is asked without a token on purpose.
    if (sent == null || tokenHeader == null || other == null || other.isSameAs(sent.token())) {
      return null;
    }
    Request.Builder request = refused.newBuilder();
    put(other, tokenHeader, request);
    return request.tag(SentToken.class, new SentToken(other, tokenHeader)).build();
  }

  private static String originOf(SentToken sent) {
    return sent.token() == null ? "no place" : sent.token().origin();
  }

  private void sayOnceThatItIsOld(@Nullable String why) {
    if (saidThatItIsOld.compareAndSet(false, true)) {
      LoggerFactory.getLogger(RequestHeaders.class)
          .warn("{}. Going on with the token that the cluster accepted before", why);
    }
  }

  private void put(BearerToken.Sendable current, String header, Request.Builder request) {
    guard.check();
    request.header(header, "Bearer " + current.value());
  }

  /** What the request carried. */
  static SentToken sentWith(Request request) {
    SentToken sent = request.tag(SentToken.class);
    return sent == null ? SentToken.NONE : sent;
  }

  /** A server's words without what it repeats of the secrets that it was sent. */
  String scrub(String text, SentToken sent) {
    String clean = sent.token() == null ? text : text.replace(sent.token().value(), HIDDEN);
    for (Map.Entry<String, String> header : own.entrySet()) {
      if (!header.getKey().equalsIgnoreCase(USER_AGENT)) {
        // Of a cookie or of "Basic …", the part that matters.
        for (String part : header.getValue().split("[;,=\\s]+", -1)) {
          clean = part.length() < SHORTEST_SECRET ? clean : clean.replace(part, HIDDEN);
        }
      }
    }
    return clean;
  }

  /** Whether there is an {@code Authorization} of the user's. */
  boolean hasOwnAuthorization() {
    return own.containsKey(AUTHORIZATION);
  }
}
