/**
 * Where the token of a cluster comes from, and whether it is wanted: Ray's own order ({@link
 * dev.rayjobs.auth.TokenSources#standard()}), sources of one's own, and the token file. Nothing
 * here knows of HTTP, and nothing here prints a token.
 *
 * <p>A client asks its {@link dev.rayjobs.auth.TokenSource} at each request, so a source that reads
 * a file or a vault follows what is there. It either has a token, has none (then the next is
 * asked), or is broken, which is an error: a variable that names a missing file is not passed over.
 *
 * <pre>{@code
 * JobClient client =
 *     JobClient.builder()
 *         .address("https://ray.example.com")
 *         .tokenSource(TokenSources.file(Path.of("/run/secrets/ray-token")))
 *         .build();
 * }</pre>
 */
@NullMarked
package dev.rayjobs.auth;

import org.jspecify.annotations.NullMarked;
