package dev.rayjobs.internal.gcs;

import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.http.BearerToken;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What is needed to ask a GCS.
 *
 * @param environment says whether to use TLS, and with which files
 * @param token the cluster's token
 * @param plaintext whether the token may go unencrypted to another machine
 * @param plaintextSaid whether it was said already that the token goes unencrypted
 * @param connectTimeout for the TCP and TLS handshakes; zero: none
 * @param readTimeout longest silence while an answer is awaited, at most 10 s
 * @param callTimeout for the whole question; zero: none
 * @param warnings hears what the user should know
 */
public record GcsSettings(
    Environment environment,
    BearerToken token,
    PlaintextTokens plaintext,
    AtomicBoolean plaintextSaid,
    Duration connectTimeout,
    Duration readTimeout,
    Duration callTimeout,
    Consumer<String> warnings) {}
