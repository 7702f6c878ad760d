/**
 * Tests of the program: its words in this JVM, and as processes of the built dist ({@code *IT}).
 */
@NullMarked
package dev.rayjobs.cli;

import org.jspecify.annotations.NullMarked;
