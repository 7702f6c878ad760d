/**
 * Finds the dashboard of a cluster whose address is not the dashboard's own: by asking its GCS, by
 * the cluster file of this machine, or through a plug-in. Not even loaded where the address is a
 * URL.
 */
@NullMarked
package dev.rayjobs.internal.discovery;

import org.jspecify.annotations.NullMarked;
