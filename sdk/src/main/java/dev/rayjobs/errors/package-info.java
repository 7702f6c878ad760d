/**
 * What can go wrong, as types. All are unchecked and descend from {@link
 * dev.rayjobs.errors.RayJobsException}, so {@code catch (RayJobsException e)} catches everything
 * that this library throws on purpose.
 *
 * <table>
 *   <caption>Which type means what</caption>
 *   <tr><th scope="col">type</th><th scope="col">what happened</th></tr>
 *   <tr><td>{@link dev.rayjobs.errors.InvalidInputException}</td>
 *       <td>what was given cannot be used; nothing was sent</td></tr>
 *   <tr><td>{@link dev.rayjobs.errors.PackagingException}</td>
 *       <td>a local directory or file cannot be packaged</td></tr>
 *   <tr><td>{@link dev.rayjobs.errors.TokenException}</td>
 *       <td>a token is wanted and there is none, or where it should be is broken</td></tr>
 *   <tr><td>{@link dev.rayjobs.errors.ConnectionException}</td>
 *       <td>nobody answered, or not to the end</td></tr>
 *   <tr><td>{@link dev.rayjobs.errors.TimedOutException}</td>
 *       <td>the time that a call was given is over</td></tr>
 *   <tr><td>{@link dev.rayjobs.errors.ApiException} and its children</td>
 *       <td>Ray answered with an error: no token, wrong token, no such job, a bad request, a fault
 *       of the server</td></tr>
 *   <tr><td>{@link dev.rayjobs.errors.JobLostException}</td>
 *       <td>the cluster that ran the job is gone</td></tr>
 *   <tr><td>{@link dev.rayjobs.errors.LogIncompleteException}</td>
 *       <td>the job has ended, and the rest of its log cannot be had</td></tr>
 *   <tr><td>{@link dev.rayjobs.errors.CancelledException}</td>
 *       <td>the client was closed, or the thread interrupted, while a call waited</td></tr>
 *   <tr><td>{@link dev.rayjobs.errors.UnexpectedAnswerException}</td>
 *       <td>what answered is no Ray, or says what cannot be understood</td></tr>
 * </table>
 *
 * <pre>{@code
 * try {
 *   job.await(Duration.ofHours(1));
 * } catch (TimedOutException e) {
 *   job.stop();
 * } catch (RayJobsException e) {
 *   System.err.println(e.getMessage());
 * }
 * }</pre>
 */
@NullMarked
package dev.rayjobs.errors;

import org.jspecify.annotations.NullMarked;
