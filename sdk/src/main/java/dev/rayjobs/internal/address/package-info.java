/** From what the user named to the dashboard's URL, and why that one won. */
@NullMarked
package dev.rayjobs.internal.address;

import org.jspecify.annotations.NullMarked;
