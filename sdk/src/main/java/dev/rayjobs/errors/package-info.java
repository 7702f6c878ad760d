/**
 * What can go wrong, as types. All are unchecked and descend from {@link
 * dev.rayjobs.errors.RayJobsException}, so {@code catch (RayJobsException e)} catches everything
 * that this library throws on purpose.
 */
@NullMarked
package dev.rayjobs.errors;

import org.jspecify.annotations.NullMarked;
