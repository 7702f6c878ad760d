package dev.rayjobs;

import dev.rayjobs.auth.AuthMode;
import dev.rayjobs.auth.PlaintextTokens;
import dev.rayjobs.auth.TokenHeader;
import dev.rayjobs.auth.TokenSource;
import dev.rayjobs.doctor.Diagnosis;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.internal.address.ClusterAddress;
import dev.rayjobs.internal.address.ClusterLocation;
import dev.rayjobs.internal.address.NamedAddress;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.http.DashboardApi;
import dev.rayjobs.internal.http.Lazy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * A client of one Ray cluster's Jobs API. Immutable and thread-safe; one serves a whole program.
 * Nothing is sent before the first call, which also checks that a Ray of version 2.0 or newer
 * answers. Close it to end open connections and log streams; the JVM can end without that.
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
  private final SubmissionListener listener;
  private final LocalFiles localFiles;

  private JobClient(
      Builder builder, String named, Lazy<ClusterLocation> location, Lazy<DashboardApi> api) {
    this.named = named;
    this.location = location;
    this.api = api;
    this.cluster = new Cluster(location, api, builder.listener);
    this.poller = new StatusPoller(cluster, Job.RECONNECT_FOR);
    this.defaultMetadata =
        Collections.unmodifiableMap(new LinkedHashMap<>(builder.defaultMetadata));
    this.listener = builder.listener;
    this.localFiles = new LocalFiles(api, builder.environment, builder.listener);
  }

  /** Starts a client with the standard settings: see {@link Builder}. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Where the dashboard is, without user and password. Where the address that was given is not the
   * dashboard's own, the cluster is asked for it, unless an earlier call has done that.
   */
  public URI address() {
    return location.get().address().uri();
  }

  /**
   * Who named the dashboard's address, for people: for example {@code RAY_ADDRESS}, or {@code named
   * by the GCS at head:6379, from RAY_ADDRESS}. Asks as {@link #address()} does.
   */
  public String addressOrigin() {
    return location.get().address().origin();
  }

  /** What runs on the cluster; asked once per client. */
  public RayVersion version() {
    return cluster.version();
  }

  /**
   * Starts a submission.
   *
   * @param entrypoint the shell command that the job runs, for example {@code python script.py}
   */
  public JobSubmission.Builder submission(String entrypoint) {
    return new JobSubmission.Builder(entrypoint, this::submit);
  }

  /**
   * Packages, uploads what the cluster lacks, and submits; see {@link
   * JobSubmission.Builder#submit()} for the errors. The client chooses the job's id where the
   * submission names none.
   */
  public Job submit(JobSubmission submission) {
    LocalFiles.Plan files = localFiles.plan(submission);
    refuseUnknownFields(submission, version());
    Map<String, String> metadata = new LinkedHashMap<>(location.get().metadata());
    metadata.putAll(defaultMetadata);
    metadata.putAll(submission.metadata());
    Submitter.Result result =
        new Submitter(cluster.api(), submission, metadata, files, listener).submit();
    return new Job(result.id(), cluster, poller, result.attached(), result.resumption());
  }

  /** A handle to a job that is there already. Nothing is asked of Ray. */
  public Job job(String submissionId) {
    if (submissionId.isBlank()) {
      throw new InvalidInputException("The submission id is empty");
    }
    return new Job(submissionId, cluster, poller, true, null);
  }

  /** Every job since the cluster started: submitted ones, and drivers that were not. */
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
    version();
    new JobListing(cluster.api()).forEach(each);
  }

  /** The fields that a server of this version would refuse, said before anything is uploaded. */
  private static void refuseUnknownFields(JobSubmission submission, RayVersion version) {
    boolean reserves =
        submission.entrypointNumCpus().isPresent()
            || submission.entrypointNumGpus().isPresent()
            || !submission.entrypointResources().isEmpty();
    if (reserves && !version.isAtLeast(2, 2)) {
      throw tooOld(
          "entrypoint_num_cpus, entrypoint_num_gpus, entrypoint_resources", "2.2", version);
    }
    if (submission.entrypointMemory().isPresent() && !version.isAtLeast(2, 8)) {
      throw tooOld("entrypoint_memory", "2.8", version);
    }
    if (!submission.entrypointLabelSelector().isEmpty() && !version.isAtLeast(2, 54)) {
      throw tooOld("entrypoint_label_selector", "2.54", version);
    }
  }

  private static InvalidInputException tooOld(String fields, String needed, RayVersion version) {
    return new InvalidInputException(
        fields + " need Ray " + needed + "; the cluster runs " + version.rayVersion());
  }

  /**
   * Ends connections, log streams and the waiting for jobs. A client of the user's own is left
   * alone, and so are the jobs.
   */
  @Override
  public void close() {
    poller.close();
    DashboardApi made = api.known();
    if (made != null) {
      made.close();
    }
  }

  /**
   * Names the dashboard's address and where it came from; before it is known, the address that was
   * given. Asks nobody.
   */
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
  public static final class Builder implements Cloneable {
    Environment environment = Environment.system();
    String usualPlace = "http://127.0.0.1:8265";
    @Nullable NamedAddress address;
    boolean ownAddressWins;
    @Nullable TokenSource tokenSource;
    @Nullable AuthMode authMode;
    TokenHeader tokenHeader = TokenHeader.AUTOMATIC;
    @Nullable PlaintextTokens plaintextTokens;
    Map<String, String> headers = new LinkedHashMap<>();
    Map<String, String> cookies = new LinkedHashMap<>();
    private Map<String, String> defaultMetadata = new LinkedHashMap<>();
    @Nullable Path trusted;
    boolean verifyTls = true;
    @Nullable Path clientCertificate;
    @Nullable Path clientKey;
    char @Nullable [] clientKeyPassword;
    Duration connectTimeout = Duration.ofSeconds(10);
    Duration readTimeout = Duration.ofSeconds(60);
    Duration writeTimeout = Duration.ofSeconds(60);
    Duration callTimeout = Duration.ZERO;
    RetrySettings retry = RetrySettings.standard();
    @Nullable CircuitBreakerSettings circuitBreaker;
    @Nullable OkHttpClient httpClient;
    SubmissionListener listener = SubmissionListener.logging();

    private Builder() {}

    /** For tests: other variables than the process's. */
    Builder environment(Environment variables) {
      this.environment = variables;
      return this;
    }

    /** For tests: another place than where a dashboard is unless told otherwise. */
    Builder usualPlace(String url) {
      this.usualPlace = url;
      return this;
    }

    /**
     * The cluster's address. As in Ray, RAY_API_SERVER_ADDRESS and RAY_ADDRESS win over it unless
     * {@link #ownAddressWins()}. One of:
     *
     * <ul>
     *   <li>{@code http://HOST:PORT} or {@code https://HOST/prefix}: the dashboard itself;
     *   <li>{@code HOST:PORT}: the cluster's GCS, which is asked where the dashboard is, with the
     *       token if one is to be sent, and over TLS if RAY_USE_TLS is set;
     *   <li>{@code auto} or {@code local}, the default: the cluster of this machine, whose GCS Ray
     *       has written down in {@code /tmp/ray/ray_current_cluster} (RAY_TMPDIR or TMPDIR in place
     *       of {@code /tmp}); if there is none, a dashboard at {@code http://127.0.0.1:8265};
     *   <li>{@code SCHEME://…}: what an {@link dev.rayjobs.address.AddressProvider} makes of it.
     * </ul>
     *
     * <p>All but the first ask others; that is done at the client's first call.
     */
    public Builder address(String cluster) {
      return address(cluster, "the given address");
    }

    /**
     * As {@link #address(String)}.
     *
     * @param origin who named it, for messages, for example {@code nightly.properties}
     */
    public Builder address(String cluster, String origin) {
      this.address = new NamedAddress(cluster, origin);
      return this;
    }

    /** Makes {@link #address(String)} win over the variables. */
    public Builder ownAddressWins() {
      this.ownAddressWins = true;
      return this;
    }

    /**
     * Where the token comes from, asked at each request. A source given here is used whatever
     * RAY_AUTH_MODE says. Default: Ray's standard order if RAY_AUTH_MODE is {@code token}, else no
     * token is sent.
     */
    public Builder tokenSource(TokenSource source) {
      this.tokenSource = source;
      return this;
    }

    /**
     * Whether a token is sent, in place of what RAY_AUTH_MODE says; a {@link #tokenSource} is used
     * in any case.
     */
    public Builder authMode(AuthMode mode) {
      this.authMode = mode;
      return this;
    }

    /** The header that carries the token. Default: {@link TokenHeader#AUTOMATIC}. */
    public Builder tokenHeader(TokenHeader header) {
      this.tokenHeader = header;
      return this;
    }

    /**
     * Whether a token may go over plain http to another machine. Default: what RAY_AUTH_PLAINTEXT
     * ({@code deny}, {@code warn}, {@code allow}) says, else {@link PlaintextTokens#WARN}.
     */
    public Builder plaintextTokens(PlaintextTokens rule) {
      this.plaintextTokens = rule;
      return this;
    }

    /**
     * A header for every request and the log tail. With an {@code Authorization} of one's own, for
     * a proxy, Ray's token goes into {@code X-Ray-Authorization}.
     */
    public Builder header(String name, String value) {
      HttpWords.checkHeader(name, value);
      headers.put(name, value);
      return this;
    }

    /** Headers for every request and the log tail. */
    public Builder headers(Map<String, String> all) {
      all.forEach(this::header);
      return this;
    }

    /** A cookie for every request and the log tail. */
    public Builder cookie(String name, String value) {
      HttpWords.checkCookie(name, value);
      cookies.put(name, value);
      return this;
    }

    /** Metadata for every job submitted; a job's own wins where both name a key. */
    public Builder defaultMetadata(Map<String, String> entries) {
      defaultMetadata.putAll(entries);
      return this;
    }

    /**
     * Trust the certificates of this PEM file, or of the files in this folder, and no others.
     * Default: the file or folder that REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE or SSL_CERT_FILE names,
     * unless {@code javax.net.ssl.trustStore} is set; else what the JVM trusts.
     */
    public Builder trustedCertificates(Path pemFileOrFolder) {
      this.trusted = pemFileOrFolder;
      return this;
    }

    /** Whether to check the server's certificate and name. Default true; false is unsafe. */
    public Builder verifyTls(boolean verify) {
      this.verifyTls = verify;
      return this;
    }

    /**
     * The certificate to show to a server, or a proxy before it, that asks for one. Default: that
     * which RAY_JOB_CLIENT_CERT, RAY_JOB_CLIENT_KEY and RAY_JOB_CLIENT_KEY_PASSWORD name.
     *
     * @param certificate a PEM file, the client's own certificate first; the key may be in it too
     * @param key a PEM file with the private key, PKCS#8, PKCS#1 or SEC 1
     */
    public Builder clientCertificate(Path certificate, Path key) {
      this.clientCertificate = certificate;
      this.clientKey = key;
      return this;
    }

    /**
     * The certificate to show, and its key, from one file.
     *
     * @param file PKCS#12, or PEM with both
     * @param password opens the file or its key; empty for none
     */
    public Builder clientCertificate(Path file, char[] password) {
      this.clientCertificate = file;
      this.clientKey = null;
      this.clientKeyPassword = password.clone();
      return this;
    }

    /** Longest wait for a connection. Default 10 s; zero: no limit. */
    public Builder connectTimeout(Duration limit) {
      this.connectTimeout = limit;
      return this;
    }

    /** Longest silence while an answer is awaited, log tails excepted. Default 60 s; zero: none. */
    public Builder readTimeout(Duration limit) {
      this.readTimeout = limit;
      return this;
    }

    /** Longest standstill while a request is sent. Default 60 s; zero: no limit. */
    public Builder writeTimeout(Duration limit) {
      this.writeTimeout = limit;
      return this;
    }

    /** Longest time for one whole request, uploads and log tails excepted. Default: no limit. */
    public Builder callTimeout(Duration limit) {
      this.callTimeout = limit;
      return this;
    }

    /** How requests that failed are repeated. Default {@link RetrySettings#standard()}. */
    public Builder retry(RetrySettings settings) {
      this.retry = settings;
      return this;
    }

    /**
     * Stops to send requests to a dashboard that failed to answer several times in a row. Default:
     * none, every request is sent.
     */
    public Builder circuitBreaker(CircuitBreakerSettings settings) {
      this.circuitBreaker = settings;
      return this;
    }

    /**
     * An OkHttp client of one's own for the dashboard, whose interceptors, proxy, TLS, dispatcher
     * and connections are used, and which is not closed. Redirects and OkHttp's own retries stay
     * off.
     */
    public Builder httpClient(OkHttpClient client) {
      this.httpClient = client;
      return this;
    }

    /** Hears how packaging and uploading go on. Default: warnings go to SLF4J. */
    public Builder listener(SubmissionListener submissions) {
      this.listener = submissions;
      return this;
    }

    /**
     * Looks at everything between this program and the cluster, with these settings: address, DNS,
     * TLS, token, access, version, log tail. Sends requests that change nothing, each once, and
     * throws nothing for what it finds.
     */
    public Diagnosis diagnose() {
      return new ConnectionSetup(this).diagnose();
    }

    /**
     * The client. Nothing is sent yet.
     *
     * @throws InvalidInputException if the address, the certificates, a proxy variable or the
     *     choice of the token's header cannot be used; where the address is not the dashboard's
     *     own, all but the first are looked at, and this is thrown, at the client's first call
     */
    public JobClient build() {
      ConnectionSetup setup = new ConnectionSetup(snapshot());
      ClusterAddress named = setup.address();
      Lazy<ClusterLocation> location = setup.location(named);
      return new JobClient(this, named.toString(), location, setup.api(location));
    }

    /** A copy: what is set later is not for a client that was built before and asks later. */
    private Builder snapshot() {
      try {
        Builder copy = (Builder) clone();
        copy.headers = new LinkedHashMap<>(headers);
        copy.cookies = new LinkedHashMap<>(cookies);
        copy.defaultMetadata = new LinkedHashMap<>(defaultMetadata);
        return copy;
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
