/**
 * Where the token of a cluster comes from, and whether it is wanted: Ray's own order ({@link
 * dev.rayjobs.auth.TokenSources#standard()}), sources of one's own, and the token file. Nothing
 * here knows of HTTP, and nothing here prints a token.
 */
@NullMarked
package dev.rayjobs.auth;

import org.jspecify.annotations.NullMarked;
