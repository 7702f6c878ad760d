/** The HTTP or SOCKS proxy that environment variables name. */
@NullMarked
package dev.rayjobs.internal.proxy;

import org.jspecify.annotations.NullMarked;
