/** What is well and what is not between this program and a cluster, check by check. */
@NullMarked
package dev.rayjobs.doctor;

import org.jspecify.annotations.NullMarked;
