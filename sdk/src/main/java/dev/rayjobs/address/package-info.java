/**
 * For plug-ins: addresses of other platforms, {@code SCHEME://…}, made into addresses of
 * dashboards. Ray's counterpart are its {@code module://} addresses.
 */
@NullMarked
package dev.rayjobs.address;

import org.jspecify.annotations.NullMarked;
