/**
 * What is well and what is not between this program and a cluster: its address, DNS, TLS, the
 * token, access, the version, the log's connection. Each is a {@link dev.rayjobs.doctor.Check} with
 * what was found and what to do next; a {@link dev.rayjobs.doctor.Diagnosis} holds all of them.
 * Making one sends a few requests that change nothing, and throws nothing for what it finds.
 *
 * <pre>{@code
 * Diagnosis diagnosis = JobClient.builder().address("https://ray.example.com").diagnose();
 * for (Check check : diagnosis.checks()) {
 *   System.out.println(check);
 * }
 * }</pre>
 */
@NullMarked
package dev.rayjobs.doctor;

import org.jspecify.annotations.NullMarked;
