package dev.rayjobs;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.runtimeenv.Redaction;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What to run: an entrypoint and all that Ray's job request can say of it. Immutable and
 * thread-safe; may be submitted many times if it names no id. Made by {@link
 * JobClient#submission(String)}.
 *
 * <pre>{@code
 * JobSubmission nightly = client.submission("python train.py").workingDir(Path.of(".")).build();
 * Job job = client.submit(nightly);
 * }</pre>
 */
public final class JobSubmission {
  private final String entrypoint;
  private final @Nullable String submissionId;
  private final RuntimeEnv runtimeEnv;
  private final Map<String, String> metadata;
  private final @Nullable Double numCpus;
  private final @Nullable Double numGpus;
  private final @Nullable Long memory;
  private final Map<String, Double> resources;
  private final Map<String, String> labelSelector;
  private final IfExists ifExists;
  private final @Nullable String generation;
  private final boolean followExternalLinks;

  private JobSubmission(Builder builder) {
    this.entrypoint = builder.entrypoint;
    this.submissionId = builder.submissionId;
    this.runtimeEnv = builder.runtimeEnv;
    Map<String, String> kept = new LinkedHashMap<>(builder.metadata);
    if (builder.generation != null) {
      kept.put(Resumption.GENERATION, builder.generation);
    }
    this.metadata = Collections.unmodifiableMap(kept);
    this.numCpus = builder.numCpus;
    this.numGpus = builder.numGpus;
    this.memory = builder.memory;
    this.resources = Collections.unmodifiableMap(new LinkedHashMap<>(builder.resources));
    this.labelSelector = Collections.unmodifiableMap(new LinkedHashMap<>(builder.labelSelector));
    this.ifExists = builder.ifExists;
    this.generation = builder.generation;
    this.followExternalLinks = builder.followExternalLinks;
  }

  /**
   * Starts a submission that no client is named for yet; {@link JobClient#submit(JobSubmission)}
   * sends what it builds.
   *
   * @param entrypoint the shell command that the job runs
   * @return a builder of a submission
   */
  public static Builder builder(String entrypoint) {
    return new Builder(entrypoint, null);
  }

  /** {@return the shell command that the job runs} */
  public String entrypoint() {
    return entrypoint;
  }

  /** {@return the id that the job shall have; empty: a fresh one at each submission} */
  public Optional<String> submissionId() {
    return Optional.ofNullable(submissionId);
  }

  /** {@return the environment that the job runs in, local paths still local} */
  public RuntimeEnv runtimeEnv() {
    return runtimeEnv;
  }

  /** {@return texts to keep with the job} */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** {@return CPU cores to reserve for the entrypoint itself} */
  public OptionalDouble entrypointNumCpus() {
    return numCpus == null ? OptionalDouble.empty() : OptionalDouble.of(numCpus);
  }

  /** {@return GPUs to reserve for the entrypoint itself} */
  public OptionalDouble entrypointNumGpus() {
    return numGpus == null ? OptionalDouble.empty() : OptionalDouble.of(numGpus);
  }

  /** {@return bytes of memory to reserve for the entrypoint itself} */
  public OptionalLong entrypointMemory() {
    return memory == null ? OptionalLong.empty() : OptionalLong.of(memory);
  }

  /** {@return custom resources to reserve for the entrypoint itself} */
  public Map<String, Double> entrypointResources() {
    return resources;
  }

  /** {@return the labels that the entrypoint's node must have} */
  public Map<String, String> entrypointLabelSelector() {
    return labelSelector;
  }

  /** {@return what to do if the submission id is taken} */
  public IfExists ifExists() {
    return ifExists;
  }

  /** {@return of which making of its result this submission is; empty: all are the same} */
  public Optional<String> generation() {
    return Optional.ofNullable(generation);
  }

  /**
   * {@return whether symbolic links that lead out of a packaged directory are followed, as Ray
   * does}
   */
  public boolean followExternalLinks() {
    return followExternalLinks;
  }

  /**
   * Entrypoint and id only: metadata and runtime_env may hold secrets. What looks like one in the
   * entrypoint is masked.
   */
  @Override
  public String toString() {
    return "JobSubmission["
        + Redaction.text(entrypoint)
        + (submissionId == null ? "" : ", " + submissionId)
        + "]";
  }

  /**
   * Collects a submission; not thread-safe. {@link #submit()} sends it.
   *
   * <pre>{@code
   * Job job = client.submission("python train.py").metadata("team", "pricing").submit();
   * }</pre>
   */
  public static final class Builder {
    private final String entrypoint;
    private final @Nullable Function<JobSubmission, Job> submitter;
    private @Nullable String submissionId;
    private RuntimeEnv runtimeEnv = RuntimeEnv.empty();
    private @Nullable String workingDir;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private @Nullable Double numCpus;
    private @Nullable Double numGpus;
    private @Nullable Long memory;
    private final Map<String, Double> resources = new LinkedHashMap<>();
    private final Map<String, String> labelSelector = new LinkedHashMap<>();
    private IfExists ifExists = IfExists.FAIL;
    private @Nullable String generation;
    private boolean followExternalLinks = true;

    Builder(String entrypoint, @Nullable Function<JobSubmission, Job> submitter) {
      if (entrypoint.isBlank()) {
        throw new InvalidInputException(
            "The entrypoint is empty: give the shell command to run, for example python script.py");
      }
      this.entrypoint = entrypoint;
      this.submitter = submitter;
    }

    /**
     * The id that the job shall have. Ray refuses one that was used on this cluster before.
     *
     * @param id the id; not blank
     * @return this builder
     */
    public Builder submissionId(String id) {
      if (id.isBlank()) {
        throw new InvalidInputException("The submission id is empty");
      }
      this.submissionId = id;
      return this;
    }

    /**
     * What to do if the submission id is taken. Default: {@link IfExists#FAIL}, as Ray.
     *
     * @param choice what to do
     * @return this builder
     */
    public Builder ifExists(IfExists choice) {
      this.ifExists = Objects.requireNonNull(choice, "choice");
      return this;
    }

    /**
     * Of which making of its result this submission is, for {@link IfExists#RESUME}: the end of a
     * job of another generation does not count for it, not even a success. A scheduler that is told
     * to make a result once more keeps the id and gives another generation; a mere retry keeps
     * both. Kept in the job's metadata as {@code rayjobs.generation}. Default: none, and every
     * success counts.
     *
     * @param value names the making, for example the time at which the scheduler was told to make
     *     it
     * @return this builder
     */
    public Builder generation(String value) {
      this.generation = Objects.requireNonNull(value, "value");
      return this;
    }

    /**
     * Whether symbolic links that lead out of a packaged directory are followed, with a warning, as
     * Ray does; default true. If not, such a link is an error.
     *
     * @param follow false to refuse such links
     * @return this builder
     */
    public Builder followExternalLinks(boolean follow) {
      this.followExternalLinks = follow;
      return this;
    }

    /**
     * The environment that the job runs in; replaces an earlier one, not the working directory.
     *
     * @param env the environment
     * @return this builder
     */
    public Builder runtimeEnv(RuntimeEnv env) {
      this.runtimeEnv = Objects.requireNonNull(env, "env");
      return this;
    }

    /**
     * The local directory, or archive, in which the job runs: packaged and uploaded at submission.
     * Wins over the one of the {@link #runtimeEnv(RuntimeEnv)}.
     *
     * @param directory the directory or archive
     * @return this builder
     */
    public Builder workingDir(Path directory) {
      return workingDir(directory.toString());
    }

    /**
     * A local path, or the URI of a package, as in a runtime_env.
     *
     * @param pathOrUri the path or URI
     * @return this builder
     */
    public Builder workingDir(String pathOrUri) {
      this.workingDir = Objects.requireNonNull(pathOrUri, "pathOrUri");
      return this;
    }

    /**
     * One more text to keep with the job.
     *
     * @param key under which Ray keeps it; replaces an earlier text of this key
     * @param value the text
     * @return this builder
     */
    public Builder metadata(String key, String value) {
      this.metadata.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * The texts to keep with the job, in place of those given so far.
     *
     * @param entries keys and texts
     * @return this builder
     */
    public Builder metadata(Map<String, String> entries) {
      Map<String, String> given = new LinkedHashMap<>(entries);
      this.metadata.clear();
      given.forEach(this::metadata);
      return this;
    }

    /**
     * CPU cores to reserve for the entrypoint itself, apart from the tasks that it starts.
     *
     * @param cores how many, also parts of one; not negative
     * @return this builder
     */
    public Builder entrypointNumCpus(double cores) {
      this.numCpus = notNegative("entrypoint_num_cpus", cores);
      return this;
    }

    /**
     * GPUs to reserve for the entrypoint itself.
     *
     * @param gpus how many, also parts of one; not negative
     * @return this builder
     */
    public Builder entrypointNumGpus(double gpus) {
      this.numGpus = notNegative("entrypoint_num_gpus", gpus);
      return this;
    }

    /**
     * Bytes of memory to reserve for the entrypoint itself.
     *
     * @param bytes how many; not negative
     * @return this builder
     */
    public Builder entrypointMemory(long bytes) {
      notNegative("entrypoint_memory", bytes);
      this.memory = bytes;
      return this;
    }

    /**
     * The custom resources to reserve for the entrypoint itself, in place of those so far.
     *
     * @param amounts how much of each resource, by its name
     * @return this builder
     */
    public Builder entrypointResources(Map<String, Double> amounts) {
      Map<String, Double> given = new LinkedHashMap<>();
      amounts.forEach(
          (name, amount) ->
              given.put(Objects.requireNonNull(name, "name"), notNegative(name, amount)));
      resources.clear();
      resources.putAll(given);
      return this;
    }

    /**
     * The labels that the entrypoint's node must have, for example {@code "zone": "in(a, b)"}, in
     * place of those so far.
     *
     * @param labels the condition for each label, by its key
     * @return this builder
     */
    public Builder entrypointLabelSelector(Map<String, String> labels) {
      Map<String, String> given = new LinkedHashMap<>();
      labels.forEach(
          (name, label) ->
              given.put(
                  Objects.requireNonNull(name, "name"), Objects.requireNonNull(label, "label")));
      labelSelector.clear();
      labelSelector.putAll(given);
      return this;
    }

    /** {@return the submission as it stands, for {@link JobClient#submit(JobSubmission)}} */
    public JobSubmission build() {
      if (workingDir != null) {
        runtimeEnv = runtimeEnv.toBuilder().workingDir(workingDir).build();
      }
      return new JobSubmission(this);
    }

    /**
     * Packages, uploads what the cluster lacks, and submits.
     *
     * @return a handle to the accepted job, which may still be pending
     * @throws InvalidInputException if something cannot be used; nothing was uploaded then
     * @throws SubmissionIdExistsException if the id is taken
     * @throws IllegalStateException if this was made by {@link JobSubmission#builder}, for no
     *     client
     * @throws dev.rayjobs.errors.ConnectionException if nobody answers
     */
    public Job submit() {
      if (submitter == null) {
        throw new IllegalStateException(
            "This submission was started without a client: give it to JobClient.submit(…)");
      }
      return submitter.apply(build());
    }

    private static double notNegative(String name, double amount) {
      if (!(amount >= 0) || Double.isInfinite(amount)) {
        throw new InvalidInputException(name + " must be a number of at least 0, not " + amount);
      }
      return amount;
    }
  }
}
