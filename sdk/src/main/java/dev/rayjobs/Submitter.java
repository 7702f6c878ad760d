package dev.rayjobs;

import dev.rayjobs.errors.ApiException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.NotFoundException;
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
      DashboardApi api,
      JobSubmission submission,
      Map<String, String> metadata,
      LocalFiles.Plan files,
      SubmissionListener listener) {
    this.api = api;
    this.submission = submission;
    this.metadata = new LinkedHashMap<>(metadata);
    this.metadata.put(NONCE, nonce);
    this.files = files;
    this.listener = listener;
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
    if (look(id).isPresent()) {
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
      Optional<JobDetails> there = look(candidate);
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

  private Optional<JobDetails> look(String id) {
    try {
      return Optional.of(new JobDetails(api.details(id)));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** The attempts to start one job under one id. */
  private final class Attempts {
    private final String id;
    private final Map<String, Object> request;

    private Attempts(String id, Map<String, Object> request) {
      this.id = id;
      this.request = request;
    }

    /** Sends once; the failures that come out may be followed by another attempt. */
    String next() {
      try {
        return api.submit(request);
      } catch (ApiException e) {
        if (e.reason().contains(TAKEN)) {
          return ownOrTaken(e);
        }
        if (!(e instanceof ServerException)) {
          throw e;
        }
        return startedOr(e);
      } catch (ConnectionException e) {
        if (Retrier.isUnsent(e)) {
          throw e;
        }
        return startedOr(e);
      } catch (TimedOutException | UnexpectedAnswerException e) {
        return startedOr(e);
      }
    }

    /** After an answer that does not say: the id if the job is there and ours, else the failure. */
    private String startedOr(RayJobsException failure) {
      Optional<JobDetails> there;
      try {
        there = look(id);
      } catch (RayJobsException e) {
        failure.addSuppressed(e);
        throw unknown(failure);
      }
      if (there.isEmpty()) {
        throw failure;
      }
      if (isOurs(there.get())) {
        return id;
      }
      throw failure instanceof ApiException answer ? taken(answer, there.get()) : failure;
    }

    private String ownOrTaken(ApiException answer) {
      JobDetails existing = null;
      try {
        existing = look(id).orElse(null);
      } catch (RayJobsException e) {
        answer.addSuppressed(e);
      }
      if (existing != null && isOurs(existing)) {
        return id;
      }
      throw taken(answer, existing);
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

    private RayJobsException unknown(RayJobsException failure) {
      String message =
          failure.getMessage()
              + ". Whether the job was started is not known: look for submission id "
              + id;
      return failure instanceof TimedOutException
          ? new TimedOutException(message, failure)
          : new ConnectionException(message, failure);
    }
  }
}
