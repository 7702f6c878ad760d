package dev.rayjobs.ground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rayjobs.testing.RayHead;
import java.util.UUID;

/**
 * Jobs of every kind on one dashboard, for the contracts to look at. All start together, for speed,
 * and each claim waits for those that it is about.
 */
final class ContractJobs {
  private static final String NO_SUCH_PACKAGE =
      ", \"runtime_env\": {\"working_dir\": \"gcs://_ray_pkg_00000000deadbeef.zip\"}";

  private final RawDashboard ray;
  private final String run = "jobs-" + UUID.randomUUID().toString().substring(0, 8);

  private ContractJobs(RawDashboard ray) {
    this.ray = ray;
  }

  static ContractJobs start(RawDashboard ray) throws Exception {
    ContractJobs jobs = new ContractJobs(ray);
    ray.submit(jobs.deleted(), "true", "");
    ray.submit(
        jobs.good(),
        RayHead.afterRaysOwnLine("printf 'begin\\none\\r\\ntwo\\rthree\\n\\303\\274'"),
        ", \"metadata\": {\"team\": \"pricing\"},"
            + " \"runtime_env\": {\"env_vars\": {\"SECRET\": \"hidden\"}}");
    ray.submit(jobs.failing(), RayHead.afterRaysOwnLine("printf 'begin\\nbroken\\n'; exit 3"), "");
    ray.submit(jobs.killed(), "kill -9 $$", "");
    ray.submit(jobs.endless(), "sleep 12000", "");
    ray.submit(jobs.pending(), "true", ", \"entrypoint_resources\": {\"nowhere\": 1}");
    ray.submit(jobs.unpacked(), "true", NO_SUCH_PACKAGE);
    ray.submit(jobs.notUtf8(), "printf 'begin\\n\\377\\n'", "");
    ray.submit(jobs.connected(), ScriptedShell.CONNECT, "");
    ray.submit(jobs.alone(), ScriptedShell.CONNECT_ALONE, "");
    return jobs;
  }

  RawDashboard ray() {
    return ray;
  }

  /** An id that no other run has. */
  String id(String name) {
    return run + "-" + name;
  }

  /** Succeeds, with a log, metadata and a secret. */
  String good() {
    return id("good");
  }

  /** Fails with exit code 3. */
  String failing() {
    return id("failing");
  }

  /** Dies of signal 9. */
  String killed() {
    return id("killed");
  }

  /** Runs until it is stopped. */
  String endless() {
    return id("endless");
  }

  /** Waits for resources that no node has. */
  String pending() {
    return id("pending");
  }

  /** Fails before it runs: nobody has uploaded its package. */
  String unpacked() {
    return id("unpacked");
  }

  /** Writes bytes that are not UTF-8. */
  String notUtf8() {
    return id("not-utf8");
  }

  /** Connects to Ray as the driver of its submission. */
  String connected() {
    return id("connected");
  }

  /** Starts a driver that belongs to no submission. */
  String alone() {
    return id("alone");
  }

  /** Succeeds, and is deleted by the one claim about that. */
  String deleted() {
    return id("deleted");
  }

  /** What the job itself wrote behind its line {@code begin}; Ray's own lines stand before. */
  static String afterBegin(String log) {
    int begin = log.indexOf("begin\n");
    assertThat(begin).as("begin in the log: %s", log).isNotNegative();
    return log.substring(begin + "begin\n".length());
  }
}
