/**
 * The client for Ray's Jobs API: submit a job, follow its log, learn how it ended.
 *
 * <pre>{@code
 * try (JobClient client = JobClient.builder().address("http://127.0.0.1:8265").build()) {
 *   Job job = client.submission("python script.py").workingDir(Path.of(".")).submit();
 *   try (LogStream log = job.followLogs()) { log.forEach(System.out::print); }
 *   JobDetails end = job.await(Duration.ofMinutes(10));
 *   System.out.println(end.status());
 * }
 * }</pre>
 *
 * <h2>The way of a submission</h2>
 *
 * A {@link dev.rayjobs.JobClient} speaks to one cluster. It starts a {@link
 * dev.rayjobs.JobSubmission}: what to run and in which {@link dev.rayjobs.RuntimeEnv}. Submitting
 * packages the local directories that it names, uploads those that the cluster lacks, and gives a
 * {@link dev.rayjobs.Job}: a handle with an id, status, log and end, which can be made anew at any
 * time, in any process, from the id alone. What Ray tells of a job is in {@link
 * dev.rayjobs.JobDetails}.
 *
 * <h2>What holds everywhere</h2>
 *
 * <ul>
 *   <li>Clients, jobs and all values may be used by any number of threads; builders and {@link
 *       dev.rayjobs.LogStream}s belong to one at a time.
 *   <li>Nothing is null, neither given nor returned, unless it is marked {@code @Nullable}: what
 *       may be missing is an {@code Optional}.
 *   <li>What goes wrong is thrown as an unchecked {@link dev.rayjobs.errors.RayJobsException}, of a
 *       type that tells what; its message says what was wrong, where it came from and what to do.
 *   <li>What may be repeated is, as {@link dev.rayjobs.RetrySettings} says. A job is started once,
 *       also where an answer got lost.
 *   <li>A call that waits ends when its thread is interrupted; the job goes on.
 *   <li>The time without an answer from the cluster is bounded, by settings of {@link
 *       dev.rayjobs.JobClient.Builder}.
 *   <li>No token is printed or logged; where it comes from is told in {@link dev.rayjobs.auth}.
 * </ul>
 */
@NullMarked
package dev.rayjobs;

import org.jspecify.annotations.NullMarked;
