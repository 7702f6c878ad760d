/** Asks a cluster's GCS where its dashboard is: one gRPC call, and what its failures mean. */
@NullMarked
package dev.rayjobs.internal.gcs;

import org.jspecify.annotations.NullMarked;
