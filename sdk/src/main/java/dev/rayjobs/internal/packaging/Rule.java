package dev.rayjobs.internal.packaging;

/**
 * A pattern and where it stands.
 *
 * @param pattern what it matches
 * @param source the ignore file, relative to the root of the tree, or a name such as "excludes"
 * @param line the line in that file, from 1; 0 if the source has no lines
 */
public record Rule(IgnorePattern pattern, String source, int line) {}
