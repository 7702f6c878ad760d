/** What may be shown of an address that may hold a secret. */
@NullMarked
package dev.rayjobs.internal.masking;

import org.jspecify.annotations.NullMarked;
