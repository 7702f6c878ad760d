/** Which server certificates to trust, and which certificate to show: files, variables, formats. */
@NullMarked
package dev.rayjobs.internal.tls;

import org.jspecify.annotations.NullMarked;
