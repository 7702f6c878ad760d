package dev.rayjobs;

import dev.rayjobs.auth.TokenSources;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.http.DashboardApi;
import dev.rayjobs.internal.http.Lazy;
import dev.rayjobs.internal.runtimeenv.JsonTree;
import dev.rayjobs.internal.runtimeenv.RuntimeEnvNormalizer;
import dev.rayjobs.internal.tls.TlsSettings;
import dev.rayjobs.packaging.LocalPackage;
import dev.rayjobs.packaging.PackageArchive;
import dev.rayjobs.packaging.PackageEntry;
import dev.rayjobs.packaging.PackageOptions;
import dev.rayjobs.packaging.PackageSource;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts the packages of a runtime_env where the cluster finds them: what is local is packaged,
 * uploaded unless it is there already, and replaced by its URI. Everything is checked, and every
 * directory read, before the first byte is sent.
 */
final class LocalFiles {
  private final @Nullable Lazy<DashboardApi> api;
  private final Environment environment;
  private final SubmissionListener listener;

  /** Without {@code api} everything can be read and nothing uploaded. */
  LocalFiles(
      @Nullable Lazy<DashboardApi> api, Environment environment, SubmissionListener listener) {
    this.api = api;
    this.environment = environment;
    this.listener = listener;
  }

  /** Refuses what can be refused without reading whole directories or asking the cluster. */
  Plan plan(JobSubmission submission) {
    RuntimeEnv env = submission.runtimeEnv();
    Map<String, @Nullable Object> checked = env.normalized();
    PackageOptions options =
        PackageOptions.fromEnvironment(name -> Optional.ofNullable(environment.get(name)))
            .excludes(env.excludes())
            .followExternalLinks(submission.followExternalLinks())
            .ownSecrets(ownSecrets())
            .progress(listener::packaging)
            .build();
    PackageSource workingDir =
        checked.get("working_dir") instanceof String text ? PackageSource.workingDir(text) : null;
    List<PackageSource> modules = new ArrayList<>();
    if (checked.get("py_modules") instanceof List<?> texts) {
      texts.forEach(text -> modules.add(PackageSource.pyModule(String.valueOf(text))));
    }
    return new Plan(checked, options, workingDir, modules);
  }

  /** The files that Ray's variables and this client's own take secrets from. */
  private Map<Path, String> ownSecrets() {
    Map<Path, String> files = new LinkedHashMap<>();
    Path home = environment.home();
    if (home != null) {
      files.put(home.resolve(".ray/auth_token"), "Ray's token file, ~/.ray/auth_token");
    }
    for (String variable : List.of(TokenSources.PATH_VARIABLE, TlsSettings.KEY_VARIABLE)) {
      String named = environment.getNonEmpty(variable);
      try {
        if (named != null) {
          files.put(Path.of(named), "the file that " + variable + " names");
        }
      } catch (InvalidPathException e) {
        // Who reads the secret says so.
        continue;
      }
    }
    return files;
  }

  /** A checked runtime_env, its local parts not yet read. */
  final class Plan {
    private final Map<String, @Nullable Object> env;
    private final PackageOptions options;
    private final @Nullable PackageSource workingDir;
    private final List<PackageSource> modules;

    private Plan(
        Map<String, @Nullable Object> env,
        PackageOptions options,
        @Nullable PackageSource workingDir,
        List<PackageSource> modules) {
      this.env = env;
      this.options = options;
      this.workingDir = workingDir;
      this.modules = modules;
    }

    /** What its working_dir and py_modules say. */
    List<PackageSource> sources() {
      List<PackageSource> sources = new ArrayList<>(modules);
      if (workingDir != null) {
        sources.add(0, workingDir);
      }
      return sources;
    }

    /** Reads all that is local; nothing is sent. */
    Scanned scan() {
      Scanned scanned =
          new Scanned(
              env,
              workingDir == null ? null : LocalFiles.this.scan(workingDir, options),
              modules.stream().map(module -> LocalFiles.this.scan(module, options)).toList());
      scanned.warnOfTwins();
      return scanned;
    }
  }

  /** A checked runtime_env, its local parts read. */
  final class Scanned {
    private final Map<String, @Nullable Object> env;
    private final @Nullable Placed workingDir;
    private final List<Placed> modules;

    private Scanned(
        Map<String, @Nullable Object> env, @Nullable Placed workingDir, List<Placed> modules) {
      this.env = env;
      this.workingDir = workingDir;
      this.modules = modules;
    }

    /** What is local: the working directory first. */
    List<LocalPackage> packages() {
      List<LocalPackage> packages = new ArrayList<>();
      if (workingDir != null && workingDir.local() != null) {
        packages.add(workingDir.local());
      }
      for (Placed module : modules) {
        if (module.local() != null) {
          packages.add(module.local());
        }
      }
      return packages;
    }

    /** A module's package has its name on top, of which Ray's URI knows nothing. */
    private void warnOfTwins() {
      Map<String, LocalPackage> seen = new HashMap<>();
      for (LocalPackage local : packages()) {
        LocalPackage other = seen.putIfAbsent(local.uri(), local);
        if (other != null && !paths(other).equals(paths(local))) {
          listener.warned(
              other.source()
                  + " and "
                  + local.source()
                  + " have the same files and thus, in Ray, the same URI, though they are packed in"
                  + " different ways: the job finds the first of them in both places. Leave one out"
                  + " (a job can import from its working_dir anyway)");
        }
      }
    }

    private static List<String> paths(LocalPackage local) {
      return local.entries().stream().map(PackageEntry::path).toList();
    }

    /**
     * The runtime_env to send, in which nothing is local any more; uploads what is. All packages
     * are written, and known to fit, before the first is sent.
     */
    Map<String, @Nullable Object> upload() {
      Map<String, PackageArchive> archives = new LinkedHashMap<>();
      try {
        for (LocalPackage local : packages()) {
          if (!archives.containsKey(local.uri())) {
            archiveIfMissing(local).ifPresent(archive -> archives.put(local.uri(), archive));
          }
        }
        archives.values().forEach(LocalFiles.this::send);
        return withUris(placed -> uri(placed, archives));
      } finally {
        archives.values().forEach(PackageArchive::close);
      }
    }

    /** Files that changed meanwhile have another URI than the one that was asked for. */
    private String uri(Placed placed, Map<String, PackageArchive> archives) {
      PackageArchive archive = archives.get(placed.uri());
      return placed.local() == null || archive == null ? placed.uri() : archive.uri();
    }

    /** The runtime_env that would be sent. */
    Map<String, @Nullable Object> preview() {
      return withUris(Placed::uri);
    }

    private Map<String, @Nullable Object> withUris(Function<Placed, String> place) {
      Map<String, @Nullable Object> sent = new LinkedHashMap<>(env);
      if (workingDir != null) {
        sent.put("working_dir", place.apply(workingDir));
      }
      if (!modules.isEmpty()) {
        sent.put("py_modules", modules.stream().map(place).toList());
      }
      RuntimeEnvNormalizer.checkOnlyUris(sent);
      return JsonTree.copyOf(sent);
    }
  }

  /** What one entry became: a URI that was given, or a package of local files. */
  private record Placed(String uri, @Nullable LocalPackage local) {}

  private Placed scan(PackageSource source, PackageOptions options) {
    if (source.isUri()) {
      return new Placed(source.text(), null);
    }
    LocalPackage local = source.scan(options);
    listener.packageRead(local);
    local.warnings().forEach(listener::warned);
    return new Placed(local.uri(), local);
  }

  /** The bytes to upload; none if the cluster has the package. */
  private Optional<PackageArchive> archiveIfMissing(LocalPackage local) {
    if (dashboard().packageExists(local.uri())) {
      listener.packageFound(local.uri());
      return Optional.empty();
    }
    PackageArchive archive = local.writeArchive();
    archive.warnings().forEach(listener::warned);
    return Optional.of(archive);
  }

  private void send(PackageArchive archive) {
    String uri = archive.uri();
    long size = archive.size();
    listener.uploading(uri, 0, size);
    dashboard()
        .uploadPackage(
            uri,
            archive.path(),
            size,
            sent -> {
              if (sent < size) {
                listener.uploading(uri, sent, size);
              }
            });
    listener.uploading(uri, size, size);
  }

  private DashboardApi dashboard() {
    return Objects.requireNonNull(api).get();
  }
}
