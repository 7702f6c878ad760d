/** Follows a job's log to its true end, over any number of connections. */
@NullMarked
package dev.rayjobs.internal.logs;

import org.jspecify.annotations.NullMarked;
