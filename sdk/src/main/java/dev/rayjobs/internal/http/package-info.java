/**
 * The one transport: OkHttp's set-up, headers and token, error mapping; and {@code DashboardApi}
 * with one method per REST call. Knows nothing of packaging.
 */
@NullMarked
package dev.rayjobs.internal.http;

import org.jspecify.annotations.NullMarked;
