/** What networks do to connections, on demand: a TCP proxy with a fate for each connection. */
@NullMarked
package dev.rayjobs.faults;

import org.jspecify.annotations.NullMarked;
