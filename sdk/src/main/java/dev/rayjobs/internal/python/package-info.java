/** What Python makes of texts and paths, where Java makes something else of them. */
@NullMarked
package dev.rayjobs.internal.python;

import org.jspecify.annotations.NullMarked;
