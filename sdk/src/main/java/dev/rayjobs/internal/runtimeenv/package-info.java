/**
 * What Ray's own client checks and rewrites in a runtime_env before it is sent. Knows nothing of
 * HTTP and nothing of packaging.
 */
@NullMarked
package dev.rayjobs.internal.runtimeenv;

import org.jspecify.annotations.NullMarked;
