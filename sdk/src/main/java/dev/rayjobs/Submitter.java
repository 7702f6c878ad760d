package dev.rayjobs;

import dev.rayjobs.errors.ApiException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.errors.TimedOutException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.http.DashboardApi;
import dev.rayjobs.internal.http.Retrier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One submission, started exactly once. After an answer that does not say whether the job was
 * started, it looks for the job before it sends again, always with the same id, of which Ray
 * accepts one. A nonce in the metadata tells the submission's own job from a stranger's.
 */
final class Submitter {
  static final String NONCE = "rayjobs.nonce";
  private static final String TAKEN = "already exists. Please use a different submission_id";

  private final Cluster cluster;
  private final DashboardApi api;
  private final JobSubmission submission;
  private final Map<String, String> metadata;
  private final LocalFiles.Plan files;
  private final SubmissionListener listener;
  private final String nonce = UUID.randomUUID().toString();
  private @Nullable Map<String, @Nullable Object> uploaded;

  /** The id of the job, whether it was there before, and if so what {@code resume} knows of it. */
  record Result(String id, boolean attached, @Nullable Resumption resumption) {
    static Result started(String id) {
      return new Result(id, false, null);
    }
  }

  Submitter(
      Cluster cluster,
      JobSubmission submission,
      Map<String, String> metadata,
      LocalFiles.Plan files) {
    this.cluster = cluster;
    this.api = cluster.api();
    this.listener = cluster.listener();
    this.submission = submission;
    this.metadata = new LinkedHashMap<>(metadata);
    this.metadata.put(NONCE, nonce);
    this.files = files;
  }

  Result submit() {
    String id = submission.submissionId().orElseGet(SubmissionIds::fresh);
    return switch (submission.ifExists()) {
      case FAIL -> start(id);
      case ATTACH -> attachOrStart(id);
      case RESUME -> resume(id);
    };
  }

  private Result attachOrStart(String id) {
    if (cluster.look(id).isPresent()) {
      return new Result(id, true, null);
    }
    try {
      return start(id);
    } catch (SubmissionIdExistsException e) {
      return new Result(id, true, null);
    }
  }

  private Result resume(String id) {
    for (int run = 1; ; run++) {
      String candidate = run == 1 ? id : id + "-r" + run;
      Optional<JobDetails> there = cluster.look(candidate);
      if (there.isEmpty()) {
        try {
          return start(candidate);
        } catch (SubmissionIdExistsException e) {
          // Somebody was faster; their job decides.
          there = e.existing();
        }
      }
      Resumption found = Resumption.of(submission, there.orElse(null));
      if (!found.isOver()) {
        return new Result(candidate, true, found);
      }
    }
  }

  private Result start(String id) {
    Map<String, @Nullable Object> env = uploaded;
    if (env == null) {
      env = files.scan().upload();
      uploaded = env;
    }
    Map<String, Object> request = submission.toRequest(id, env, metadata);
    listener.submitting(id);
    Attempts attempts = new Attempts(id, request);
    return Result.started(api.retrying(attempts::next));
  }

  /** The attempts to start one job under one id. */
  private final class Attempts {
    private final String id;
    private final Map<String, Object> request;

    /** Whether an attempt may have started the job, and nobody could look. */
    private boolean mayBeStarted;

    private Attempts(String id, Map<String, Object> request) {
      this.id = id;
      this.request = request;
    }

    /** Sends once; the failures that come out may be followed by another attempt. */
    String next(Retrier.Attempt attempt) {
      try {
        return api.submit(request, attempt);
      } catch (ApiException e) {
        if (e.reason().contains(TAKEN)) {
          return ownOrTaken(e);
        }
        if (!(e instanceof ServerException)) {
          throw e;
        }
        return startedOr(e);
      } catch (ConnectionException e) {
        if (!Retrier.isUnsent(e)) {
          return startedOr(e);
        }
        throw mayBeStarted ? silent(e, notKnown()) : e;
      } catch (TimedOutException | UnexpectedAnswerException e) {
        return startedOr(e);
      } catch (RayJobsException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw new RayJobsException(e.getMessage() + notKnown(), e);
        }
        throw e;
      }
    }

    /** After an answer that does not say: the id if the job is there and ours, else the failure. */
    private String startedOr(RayJobsException failure) {
      Optional<JobDetails> there = lookAfter(failure);
      if (there.isPresent() && isOurs(there.get())) {
        return id;
      }
      if (failure instanceof ApiException answer) {
        throw there.isPresent() ? taken(answer, there.get()) : failure;
      }
      if (failure instanceof UnexpectedAnswerException) {
        throw failure;
      }
      throw silent(
          failure,
          there.isPresent()
              ? ". There is another's job " + id
              : ". When looked for afterwards, job " + id + " was not there");
    }

    private String ownOrTaken(ApiException answer) {
      Optional<JobDetails> there = lookAfter(answer);
      if (there.isPresent() && isOurs(there.get())) {
        return id;
      }
      throw taken(answer, there.orElse(null));
    }

    private Optional<JobDetails> lookAfter(RayJobsException failure) {
      try {
        return cluster.look(id);
      } catch (RayJobsException e) {
        failure.addSuppressed(e);
        mayBeStarted = true;
        throw silent(failure, notKnown());
      }
    }

    private boolean isOurs(JobDetails job) {
      return nonce.equals(job.metadata().get(NONCE));
    }

    private SubmissionIdExistsException taken(ApiException answer, @Nullable JobDetails existing) {
      String state = existing == null ? "" : " That job is " + existing.statusText() + ".";
      return new SubmissionIdExistsException(
          "Job with submission_id "
              + id
              + " already exists."
              + state
              + " Please use a different submission_id",
          answer,
          existing);
    }

    private String notKnown() {
      return ". Whether the job was started is not known: look for submission id " + id;
    }

    /** No answer that says anything came, with what is known besides. */
    private static RayJobsException silent(RayJobsException failure, String remark) {
      String message = failure.getMessage() + remark;
      return failure instanceof TimedOutException
          ? new TimedOutException(message, failure)
          : new ConnectionException(message, failure);
    }
  }
}
