package dev.rayjobs;

import dev.rayjobs.errors.ApiException;
import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.ServerException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.http.DashboardApi;
import dev.rayjobs.internal.http.Retrier;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One submission, started exactly once. After an answer that does not say whether the job was
 * started, it looks for the job before it sends again, always with the same id, of which Ray
 * accepts one. A nonce in the metadata tells the submission's own job from a stranger's.
 */
final class Submitter {
  static final String NONCE = "rayjobs.nonce";
  // What a gateway says of itself; the request may have gone on to Ray all the same.
  private static final Set<Integer> GATEWAYS_OWN = Set.of(502, 503, 504);
  private static final String TAKEN = "already exists. Please use a different submission_id";

  private final Cluster cluster;
  private final DashboardApi api;
  private final JobSubmission submission;
  private final Map<String, String> metadata;
  private final LocalFiles.Plan files;
  private final SubmissionListener listener;
  private final String nonce = UUID.randomUUID().toString();
  private @Nullable Map<String, @Nullable Object> uploaded;

  /** The job, whether it was there before, and if so what {@code resume} knows of it. */
  record Result(JobIdentity job, boolean attached, @Nullable Resumption resumption) {
    static Result found(String id, @Nullable Resumption resumption) {
      return new Result(JobIdentity.found(id), true, resumption);
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
      return Result.found(id, null);
    }
    try {
      return start(id);
    } catch (SubmissionIdExistsException e) {
      return Result.found(id, null);
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
        return Result.found(candidate, found);
      }
    }
  }

  private Result start(String id) {
    Map<String, @Nullable Object> env = uploaded;
    if (env == null) {
      env = files.scan().upload();
      uploaded = env;
    }
    Map<String, Object> request = SubmitRequest.of(submission, id, env, metadata);
    listener.submitting(id);
    Attempts attempts = new Attempts(id, request);
    String started = api.retrying(attempts::next);
    return new Result(JobIdentity.started(started, nonce), false, null);
  }

  /** The attempts to start one job under one id. */
  private final class Attempts {
    private final String id;
    private final Map<String, Object> request;

    /**
     * Whether a request may have gone out whose effect is not known. A look that does not find the
     * job does not settle that: what is on its way may arrive late.
     */
    private boolean inDoubt;

    /** Whether the look after such a request failed. */
    private boolean unseen;

    private Attempts(String id, Map<String, Object> request) {
      this.id = id;
      this.request = request;
    }

    /** Sends once; the failures that come out may be followed by another attempt. */
    String next(Retrier.Attempt attempt) {
      try {
        if (unseen) {
          Optional<JobDetails> there = look(attempt);
          if (there.isPresent() && isOurs(there.get())) {
            return id;
          }
        }
        return send(attempt);
      } catch (SubmissionIdExistsException e) {
        throw e;
      } catch (RayJobsException e) {
        throw inDoubt ? new Uncertainty(id, unseen).of(e) : e;
      }
    }

    private String send(Retrier.Attempt attempt) {
      try {
        return api.submit(request, attempt);
      } catch (ApiException e) {
        boolean taken = e.reason().contains(TAKEN);
        if (!taken && !(e instanceof ServerException)) {
          throw e;
        }
        inDoubt |= GATEWAYS_OWN.contains(e.statusCode());
        return foundAfter(e, taken, attempt);
      } catch (UnexpectedAnswerException e) {
        inDoubt = true;
        return foundAfter(e, false, attempt);
      } catch (ConnectionException e) {
        if (Retrier.isUnsent(e)) {
          throw e;
        }
        inDoubt = true;
        return foundAfter(e, false, attempt);
      } catch (CancelledException e) {
        if (e.getCause() instanceof IOException) {
          // In the middle of it: there is no time to look.
          inDoubt = true;
          unseen = true;
        }
        throw e;
      }
    }

    /** After an answer that does not say: the id if the job is there and ours, else the failure. */
    private String foundAfter(RayJobsException failure, boolean taken, Retrier.Attempt attempt) {
      Optional<JobDetails> there;
      try {
        there = look(attempt);
      } catch (RayJobsException e) {
        failure.addSuppressed(e);
        inDoubt = true;
        unseen = true;
        throw failure;
      }
      if (there.isPresent() && isOurs(there.get())) {
        return id;
      }
      if (failure instanceof ApiException answer && (taken || there.isPresent())) {
        throw taken(answer, there.orElse(null));
      }
      if (there.isPresent()) {
        // Ray takes no second job of this id.
        inDoubt = false;
        throw new ConnectionException(
            failure.getMessage() + ". There is another's job " + id, failure);
      }
      throw failure;
    }

    private Optional<JobDetails> look(Retrier.Attempt attempt) {
      Optional<JobDetails> there = cluster.look(id, attempt);
      unseen = false;
      return there;
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
  }
}
