/**
 * Packages of local directories and files as Ray's own client makes them: under the same URI, so
 * that uploads are shared, but compressed, and refused where Ray would go wrong in silence.
 *
 * <pre>{@code
 * LocalPackage code = PackageSource.workingDir("app").scan(PackageOptions.standard());
 * System.out.println(code.uri());
 * }</pre>
 */
@NullMarked
package dev.rayjobs.packaging;

import org.jspecify.annotations.NullMarked;
