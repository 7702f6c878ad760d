/** Makes the checks of {@link dev.rayjobs.doctor.Diagnosis}. */
@NullMarked
package dev.rayjobs.internal.doctor;

import org.jspecify.annotations.NullMarked;
