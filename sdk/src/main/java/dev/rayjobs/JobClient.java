package dev.rayjobs;

import dev.rayjobs.auth.AuthMode;
import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.auth.TokenHeader;
import dev.rayjobs.auth.TokenSource;
import dev.rayjobs.doctor.Diagnosis;
import dev.rayjobs.errors.CancelledException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.address.ClusterAddress;
import dev.rayjobs.internal.address.ClusterLocation;
import dev.rayjobs.internal.address.NamedAddress;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.http.DashboardApi;
import dev.rayjobs.internal.http.Lazy;
import dev.rayjobs.internal.logs.FollowSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * A client of one Ray cluster's Jobs API. Its settings never change; thread-safe; one serves a
 * whole program. Nothing is sent before the first call, which also checks that a Ray of version 2.0
 * or newer answers. Close it to end open connections and log streams; the JVM can end without that.
 *
 * <pre>{@code
 * try (JobClient client = JobClient.builder().address("http://127.0.0.1:8265").build()) {
 *   Job job = client.submission("python script.py").workingDir(Path.of(".")).submit();
 *   try (LogStream log = job.followLogs()) { log.forEach(System.out::print); }
 *   JobDetails end = job.await(Duration.ofMinutes(10));
 * }
 * }</pre>
 */
public final class JobClient implements AutoCloseable {
  private final String named;
  private final Lazy<ClusterLocation> location;
  private final Lazy<DashboardApi> api;
  private final Cluster cluster;
  private final StatusPoller poller;
  private final Map<String, String> defaultMetadata;
  private final LocalFiles localFiles;

  private JobClient(
      ClientSettings settings,
      String named,
      Lazy<ClusterLocation> location,
      Lazy<DashboardApi> api) {
    this.named = named;
    this.location = location;
    this.api = api;
    this.cluster = new Cluster(location, api, settings.listener, settings.following);
    this.poller = new StatusPoller(cluster);
    this.defaultMetadata = settings.defaultMetadata;
    this.localFiles = new LocalFiles(api, settings.environment, settings.listener);
  }

  /**
   * Starts a client with the standard settings: see {@link Builder}.
   *
   * @return a builder with the standard settings
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return where the dashboard is, without user and password; asked for if it is not known yet}
   */
  public URI address() {
    return location.get().address().uri();
  }

  /** {@return who named {@link #address()}, for people to read: for example {@code RAY_ADDRESS}} */
  public String addressOrigin() {
    return location.get().address().origin();
  }

  /**
   * {@return what runs on the cluster, as this client last asked: at its first call, and again when
   * it submits a job and has not asked for a second} A cluster that replaced that one since then
   * need not be known yet.
   */
  public RayVersion version() {
    return cluster.version();
  }

  /**
   * Starts a submission.
   *
   * @param entrypoint the shell command that the job runs, for example {@code python script.py}
   * @return a builder of the submission, whose {@code submit()} sends it
   */
  public JobSubmission.Builder submission(String entrypoint) {
    return new JobSubmission.Builder(entrypoint, this::submit);
  }

  /**
   * Packages, uploads what the cluster lacks, and submits; see {@link
   * JobSubmission.Builder#submit()} for the errors. The client chooses the job's id where the
   * submission names none.
   *
   * @param submission what to run, and in which environment
   * @return a handle to the job, once Ray has accepted it
   */
  public Job submit(JobSubmission submission) {
    LocalFiles.Plan files = localFiles.plan(submission);
    NewerFields.check(submission, files.sources(), cluster.current());
    Map<String, String> metadata = metadata(location.get());
    metadata.putAll(submission.metadata());
    Submitter.Result result = new Submitter(cluster, submission, metadata, files).submit();
    return new Job(
            result.job().on(cluster.known()),
            cluster,
            poller,
            result.attached(),
            result.resumption())
        .watchingForEarlierStop();
  }

  private Map<String, String> metadata(@Nullable ClusterLocation place) {
    Map<String, String> metadata = new LinkedHashMap<>(place == null ? Map.of() : place.metadata());
    metadata.putAll(defaultMetadata);
    return metadata;
  }

  /**
   * What {@link #submit(JobSubmission)} would send, found out without sending anything. What an
   * address's plug-in adds to the metadata is in it only once this client has found its dashboard.
   *
   * @param submission what would be submitted
   * @return the packages and the request
   * @throws InvalidInputException if something local cannot be used
   */
  public SubmissionPreview preview(JobSubmission submission) {
    return SubmissionPreview.of(submission, metadata(location.known()), localFiles);
  }

  /**
   * {@return a handle to a job that is there already} Nothing is asked of Ray.
   *
   * @param submissionId the id under which the job was submitted
   */
  public Job job(String submissionId) {
    if (submissionId.isBlank()) {
      throw new InvalidInputException("The submission id is empty");
    }
    return new Job(
        JobIdentity.found(submissionId).on(cluster.known()), cluster, poller, true, null);
  }

  /** {@return every job since the cluster started: submitted ones, and drivers that were not} */
  public List<JobDetails> list() {
    List<JobDetails> jobs = new ArrayList<>();
    forEachJob(jobs::add);
    return Collections.unmodifiableList(jobs);
  }

  /**
   * Hands over every job since the cluster started, as {@link #list()}, each as it comes in: for
   * clusters with so many that they are not to be held all at once. Called on this thread, in Ray's
   * order, which is none; once for each job, also where an answer that broke off is asked for
   * again.
   *
   * <pre>{@code
   * client.forEachJob(job -> { if (!job.status().isTerminal()) System.out.println(job); });
   * }</pre>
   *
   * @param each what it throws ends the listing and comes out of this method
   */
  public void forEachJob(Consumer<? super JobDetails> each) {
    Objects.requireNonNull(each, "each");
    version();
    new JobListing(cluster.api()).forEach(each);
  }

  /**
   * Ends connections, log streams and the waiting for jobs: whoever is in the middle of one gets a
   * {@link CancelledException}, and so do all calls from then on; a dashboard that is being looked
   * for is looked for to the end. An OkHttp client of the user's own is left alone, and so are the
   * jobs. May be called twice.
   */
  @Override
  public void close() {
    poller.close();
    location.letGo(known -> {});
    api.letGo(DashboardApi::close);
  }

  /** The dashboard's address and who named it; before it is known, the address that was given. */
  @Override
  public String toString() {
    ClusterLocation known = location.known();
    return "JobClient[" + (known == null ? named : known) + "]";
  }

  /**
   * Settings of a client; not thread-safe. Without any, the address comes from
   * RAY_API_SERVER_ADDRESS or RAY_ADDRESS or is that of this machine's cluster, and the token, if
   * RAY_AUTH_MODE is {@code token}, from RAY_AUTH_TOKEN, RAY_AUTH_TOKEN_PATH or {@code
   * ~/.ray/auth_token}, as in Ray.
   *
   * <pre>{@code
   * JobClient client = JobClient.builder().address("https://ray.example.com").build();
   * }</pre>
   */
  public static final class Builder {
    private final ClientSettings settings = new ClientSettings();

    private Builder() {}

    /** For tests: other variables than the process's. */
    Builder environment(Environment variables) {
      settings.environment = variables;
      return this;
    }

    /** For tests: another place than where a dashboard is unless told otherwise. */
    Builder usualPlace(String url) {
      settings.usualPlace = url;
      return this;
    }

    /**
     * The cluster's address: its dashboard's URL, its GCS's {@code HOST:PORT}, {@code auto}, or
     * that of a plug-in; see {@link dev.rayjobs.address}. All but a URL are looked into at the
     * client's first call. As in Ray, RAY_API_SERVER_ADDRESS and RAY_ADDRESS win over it unless
     * {@link #ownAddressWins()}. Default: {@code auto}.
     *
     * @param cluster the address, in one of these forms
     * @return this builder
     */
    public Builder address(String cluster) {
      return address(cluster, "the given address");
    }

    /**
     * As {@link #address(String)}.
     *
     * @param cluster the address, as there
     * @param origin who named it, for messages, for example {@code nightly.properties}
     * @return this builder
     */
    public Builder address(String cluster, String origin) {
      settings.address =
          new NamedAddress(
              Objects.requireNonNull(cluster, "cluster"), Objects.requireNonNull(origin, "origin"));
      return this;
    }

    /**
     * Makes {@link #address(String)} win over the variables.
     *
     * @return this builder
     */
    public Builder ownAddressWins() {
      settings.ownAddressWins = true;
      return this;
    }

    /**
     * Where the token comes from, asked at each request. A source given here is used whatever
     * RAY_AUTH_MODE says, but not against {@link #authMode(AuthMode)}. Default: Ray's standard
     * order if RAY_AUTH_MODE is {@code token}, else no token is sent.
     *
     * @param source asked for the token at each request, by several threads at once
     * @return this builder
     */
    public Builder tokenSource(TokenSource source) {
      settings.tokenSource = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * Whether a token is sent, in place of what RAY_AUTH_MODE says. {@link AuthMode#DISABLED} given
     * here sends none, also where there is a {@link #tokenSource}.
     *
     * @param mode whether a token is sent
     * @return this builder
     */
    public Builder authMode(AuthMode mode) {
      settings.authMode = Objects.requireNonNull(mode, "mode");
      return this;
    }

    /**
     * The header that carries the token. Default: {@link TokenHeader#AUTOMATIC}.
     *
     * @param header which header carries it
     * @return this builder
     */
    public Builder tokenHeader(TokenHeader header) {
      settings.tokenHeader = Objects.requireNonNull(header, "header");
      return this;
    }

    /**
     * Whether a token may go over plain http to another machine. Default: what RAY_AUTH_PLAINTEXT
     * ({@code deny}, {@code warn}, {@code allow}) says, else {@link PlaintextTokens#WARN}.
     *
     * @param rule what is done about such a request
     * @return this builder
     */
    public Builder plaintextTokens(PlaintextTokens rule) {
      settings.plaintextTokens = Objects.requireNonNull(rule, "rule");
      return this;
    }

    /**
     * A header for every request and the log tail. With an {@code Authorization} of one's own, for
     * a proxy, Ray's token goes into {@code X-Ray-Authorization}.
     *
     * @param name the header's name; case does not matter
     * @param value its value; masked wherever this library prints something
     * @return this builder
     */
    public Builder header(String name, String value) {
      HttpWords.checkHeader(name, value);
      settings.headers.put(name, value);
      return this;
    }

    /**
     * The headers for every request and the log tail, in place of those given so far.
     *
     * @param all names and values; masked wherever this library prints something
     * @return this builder
     */
    public Builder headers(Map<String, String> all) {
      Map<String, String> given = new LinkedHashMap<>(all);
      settings.headers.clear();
      given.forEach(this::header);
      return this;
    }

    /**
     * A cookie for every request and the log tail.
     *
     * @param name the cookie's name
     * @param value its value; masked wherever this library prints something
     * @return this builder
     */
    public Builder cookie(String name, String value) {
      HttpWords.checkCookie(name, value);
      settings.cookies.put(name, value);
      return this;
    }

    /**
     * Metadata for every job submitted, in place of what was given so far; a job's own wins where
     * both name a key.
     *
     * @param entries keys and texts
     * @return this builder
     */
    public Builder defaultMetadata(Map<String, String> entries) {
      Map<String, String> given = new LinkedHashMap<>(entries);
      settings.defaultMetadata.clear();
      given.forEach(this::defaultMetadata);
      return this;
    }

    /**
     * One more entry of the metadata for every job submitted.
     *
     * @param key its key
     * @param value its text
     * @return this builder
     */
    public Builder defaultMetadata(String key, String value) {
      settings.defaultMetadata.put(
          Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Trust the certificates of this PEM file, or of the files in this folder, and no others.
     * Default: the file or folder that REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE or SSL_CERT_FILE names,
     * unless {@code javax.net.ssl.trustStore} is set; else what the JVM trusts.
     *
     * @param pemFileOrFolder a PEM file, or a folder of such files
     * @return this builder
     */
    public Builder trustedCertificates(Path pemFileOrFolder) {
      settings.trusted = Objects.requireNonNull(pemFileOrFolder, "pemFileOrFolder");
      return this;
    }

    /**
     * Whether to check the server's certificate and name. Default true; false is unsafe.
     *
     * @param verify false to believe every certificate
     * @return this builder
     */
    public Builder verifyTls(boolean verify) {
      settings.verifyTls = verify;
      return this;
    }

    /**
     * The certificate to show to a server, or a proxy before it, that asks for one. Default: that
     * which RAY_JOB_CLIENT_CERT, RAY_JOB_CLIENT_KEY and RAY_JOB_CLIENT_KEY_PASSWORD name.
     *
     * @param certificate a PEM file, the client's own certificate first; the key may be in it too
     * @param key a PEM file with the private key, PKCS#8, PKCS#1 or SEC 1
     * @return this builder
     */
    public Builder clientCertificate(Path certificate, Path key) {
      settings.clientCertificate = Objects.requireNonNull(certificate, "certificate");
      settings.clientKey = Objects.requireNonNull(key, "key");
      settings.clientKeyPassword = null;
      return this;
    }

    /**
     * The certificate to show, and its key, from one file.
     *
     * @param file PKCS#12, or PEM with both
     * @param password opens the file or its key; empty for none
     * @return this builder
     */
    public Builder clientCertificate(Path file, char[] password) {
      settings.clientKeyPassword = password.clone();
      settings.clientCertificate = Objects.requireNonNull(file, "file");
      settings.clientKey = null;
      return this;
    }

    /**
     * Longest wait for a connection. Default 10 s, or what {@link #httpClient} has; zero: no limit.
     *
     * @param limit the wait; zero for no limit
     * @return this builder
     * @throws InvalidInputException as for all time-outs, if it is not zero and negative, below 1
     *     ms or over 24 days
     */
    public Builder connectTimeout(Duration limit) {
      settings.connectTimeout = TimeLimits.timeout("connect time-out", limit);
      return this;
    }

    /**
     * Longest silence while an answer is awaited or read, log tails excepted; three times this for
     * an upload's answer, which comes when Ray has stored the package. Default 20 s, since a Ray
     * that is well answers in seconds and what stalled is better asked for again; more for heads
     * that remember tens of thousands of jobs or hold logs of gigabytes; or what {@link
     * #httpClient} has. Zero: none.
     *
     * @param limit the silence; zero for no limit
     * @return this builder
     */
    public Builder readTimeout(Duration limit) {
      settings.readTimeout = TimeLimits.timeout("read time-out", limit);
      return this;
    }

    /**
     * Longest standstill while a request is sent. Default 60 s, or what {@link #httpClient} has;
     * zero: no limit.
     *
     * @param limit the standstill; zero for no limit
     * @return this builder
     */
    public Builder writeTimeout(Duration limit) {
      settings.writeTimeout = TimeLimits.timeout("write time-out", limit);
      return this;
    }

    /**
     * Longest time for one whole request, uploads and log tails excepted. Default: no limit, or
     * what {@link #httpClient} has.
     *
     * @param limit the time; zero for no limit
     * @return this builder
     */
    public Builder callTimeout(Duration limit) {
      settings.callTimeout = TimeLimits.timeout("call time-out", limit);
      return this;
    }

    /**
     * How requests that failed are repeated. Default {@link RetrySettings#standard()}.
     *
     * @param settings for how long, and whether at all
     * @return this builder
     */
    public Builder retry(RetrySettings settings) {
      this.settings.retry = Objects.requireNonNull(settings, "settings");
      return this;
    }

    /**
     * Stops to send requests to a dashboard that failed to answer several times in a row. Default:
     * none, every request is sent.
     *
     * @param breaker after how many failures, and for how long
     * @return this builder
     */
    public Builder circuitBreaker(CircuitBreakerSettings breaker) {
      settings.circuitBreaker = Objects.requireNonNull(breaker, "breaker");
      return this;
    }

    /**
     * How long a job that is followed or awaited goes on to be without any answer from the cluster;
     * each answer starts the time anew. Default 10 minutes; zero: the first failure ends it.
     *
     * @param limit the time without an answer
     * @return this builder
     * @throws InvalidInputException if it is negative, or over 100 years
     */
    public Builder reconnectFor(Duration limit) {
      settings.following =
          settings.following.reconnectFor(TimeLimits.patience("time to reconnect", limit));
      return this;
    }

    /** For tests: follows logs with other haste. */
    Builder following(FollowSettings other) {
      settings.following = other;
      return this;
    }

    /**
     * An OkHttp client of one's own for the dashboard, whose interceptors, proxy, TLS, dispatcher
     * and connections are used, and which is not closed; its time-outs too, where none is set here.
     * Redirects and OkHttp's own retries stay off. Each log that is followed by its tail occupies
     * one of the dispatcher's {@link okhttp3.Dispatcher#setMaxRequests places} (64, five for each
     * host, unless set otherwise) until it ends, so the dispatcher should have more than there are
     * logs followed at a time. The type is OkHttp 5's: a program that uses this needs a version 5,
     * and with another major version of OkHttp this method will change.
     *
     * @param client yours to close
     * @return this builder
     */
    public Builder httpClient(OkHttpClient client) {
      settings.httpClient = Objects.requireNonNull(client, "client");
      return this;
    }

    /**
     * Hears how packaging and uploading go on. Default: warnings go to SLF4J.
     *
     * @param submissions told of each submission; called on the thread that submits
     * @return this builder
     */
    public Builder listener(SubmissionListener submissions) {
      settings.listener = Objects.requireNonNull(submissions, "submissions");
      return this;
    }

    /**
     * Looks at everything between this program and the cluster, with these settings: address, DNS,
     * TLS, token, access, version, log tail. Sends requests that change nothing, each once, and
     * throws nothing for what it finds.
     *
     * @return what was found, check by check
     */
    public Diagnosis diagnose() {
      return new ConnectionSetup(settings).diagnose();
    }

    /**
     * What such a client would send for this submission, found out without sending anything, and
     * without an address; so without what an address's plug-in would add to the metadata.
     *
     * @param submission what would be submitted
     * @return the packages and the request
     * @throws InvalidInputException if something local cannot be used
     */
    public SubmissionPreview preview(JobSubmission submission) {
      return SubmissionPreview.of(
          submission,
          settings.defaultMetadata,
          new LocalFiles(null, settings.environment, settings.listener));
    }

    /**
     * The client. Nothing is sent yet.
     *
     * @return the client; close it
     * @throws InvalidInputException if the address, the certificates, a proxy variable or the
     *     choice of the token's header cannot be used; where the address is not the dashboard's
     *     own, all but the first are looked at, and this is thrown, at the client's first call
     */
    public JobClient build() {
      ClientSettings fixed = settings.copy();
      ConnectionSetup setup = new ConnectionSetup(fixed);
      ClusterAddress named = setup.address();
      Lazy<ClusterLocation> location = setup.location(named);
      return new JobClient(fixed, named.toString(), location, setup.api(location));
    }
  }
}
