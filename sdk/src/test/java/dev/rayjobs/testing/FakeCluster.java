package dev.rayjobs.testing;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What a cluster remembers: its session, the packages uploaded and the jobs. Thread-safe. */
final class FakeCluster {
  private static final String ID_CHARACTERS =
      "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ123456789";

  private final SecureRandom random = new SecureRandom();
  private final String sessionName =
      "session_2026-01-01_00-00-00_" + (100_000 + random.nextInt(900_000)) + "_1";
  private final Map<String, byte[]> packages = new ConcurrentHashMap<>();
  private final Map<String, FakeJob> jobs = new LinkedHashMap<>();

  String sessionName() {
    return sessionName;
  }

  /** Package URI to content. */
  Map<String, byte[]> packages() {
    return packages;
  }

  /** False if the id is taken. */
  synchronized boolean add(FakeJob job) {
    return jobs.putIfAbsent(job.id(), job) == null;
  }

  synchronized void remove(FakeJob job) {
    jobs.remove(job.id());
  }

  /** By submission id or, like Ray, by the job id of its driver. */
  synchronized Optional<FakeJob> find(String id) {
    return jobs.values().stream()
        .filter(job -> job.id().equals(id) || id.equals(job.driverJobId()))
        .findFirst();
  }

  synchronized boolean has(FakeJob job) {
    return jobs.get(job.id()) == job;
  }

  synchronized List<FakeJob> jobs() {
    return new ArrayList<>(jobs.values());
  }

  String newId() {
    StringBuilder id = new StringBuilder("raysubmit_");
    for (int i = 0; i < 16; i++) {
      id.append(ID_CHARACTERS.charAt(random.nextInt(ID_CHARACTERS.length())));
    }
    return id.toString();
  }

  /** The first package that a runtime_env names and nobody has uploaded. */
  Optional<String> missingPackage(Map<String, Object> runtimeEnv) {
    List<Object> named = new ArrayList<>();
    named.add(runtimeEnv.getOrDefault("working_dir", ""));
    if (runtimeEnv.get("py_modules") instanceof Collection<?> modules) {
      named.addAll(modules);
    }
    return named.stream()
        .map(String::valueOf)
        .filter(uri -> uri.startsWith("gcs://") && !packages.containsKey(uri))
        .findFirst();
  }
}
