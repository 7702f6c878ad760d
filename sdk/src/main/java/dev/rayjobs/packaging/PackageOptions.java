package dev.rayjobs.packaging;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What goes into a package and how. Immutable.
 *
 * <pre>{@code
 * PackageOptions options = PackageOptions.builder().excludes(List.of("data/", "*.ckpt")).build();
 * }</pre>
 */
public final class PackageOptions {
  /** What Ray leaves out of every working_dir since 2.55. */
  public static final List<String> DEFAULT_EXCLUDES =
      List.of(".git", ".venv", "venv", "__pycache__");

  private static final PackageOptions STANDARD = builder().build();

  private final List<String> excludes;
  private final List<String> defaultExcludes;
  private final boolean includeGitignore;
  private final boolean includeParentDir;
  private final boolean followExternalLinks;
  private final Map<Path, String> ownSecrets;
  private final Consumer<? super PackagingProgress> progress;

  private PackageOptions(Builder builder) {
    excludes = List.copyOf(builder.excludes);
    defaultExcludes = List.copyOf(builder.defaultExcludes);
    includeGitignore = builder.includeGitignore;
    includeParentDir = builder.includeParentDir;
    followExternalLinks = builder.followExternalLinks;
    ownSecrets = Collections.unmodifiableMap(new LinkedHashMap<>(builder.ownSecrets));
    progress = builder.progress;
  }

  /**
   * {@return what {@link #builder()} gives without further settings: a working_dir as Ray packs it}
   */
  public static PackageOptions standard() {
    return STANDARD;
  }

  /** {@return the standard settings, whatever the environment says} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return the settings that Ray's client takes from the environment: {@code
   * RAY_RUNTIME_ENV_IGNORE_GITIGNORE} ({@code 1}: .gitignore files do not count) and {@code
   * RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES} (a comma list; set but empty: no default excludes)}
   *
   * @param variables gives the value of a variable, empty if it is not set; for the process's own,
   *     {@code name -> Optional.ofNullable(System.getenv(name))}
   */
  public static Builder fromEnvironment(Function<String, Optional<String>> variables) {
    Builder builder = new Builder();
    Optional<String> ignoring = variables.apply("RAY_RUNTIME_ENV_IGNORE_GITIGNORE");
    builder.includeGitignore(!ignoring.equals(Optional.of("1")));
    variables
        .apply("RAY_OVERRIDE_RUNTIME_ENV_DEFAULT_EXCLUDES")
        .ifPresent(list -> builder.defaultExcludes(commaList(list)));
    return builder;
  }

  private static List<String> commaList(String text) {
    List<String> items = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      if (!item.isBlank()) {
        items.add(item.strip());
      }
    }
    return items;
  }

  /** {@return a builder that starts with these settings} */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.excludes = excludes;
    builder.defaultExcludes = defaultExcludes;
    builder.includeGitignore = includeGitignore;
    builder.includeParentDir = includeParentDir;
    builder.followExternalLinks = followExternalLinks;
    builder.ownSecrets = ownSecrets;
    builder.progress = progress;
    return builder;
  }

  List<String> excludes() {
    return excludes;
  }

  List<String> defaultExcludes() {
    return defaultExcludes;
  }

  boolean includeGitignore() {
    return includeGitignore;
  }

  boolean includeParentDir() {
    return includeParentDir;
  }

  boolean followExternalLinks() {
    return followExternalLinks;
  }

  Map<Path, String> ownSecrets() {
    return ownSecrets;
  }

  Consumer<? super PackagingProgress> progress() {
    return progress;
  }

  /** Collects settings. Not for use by several threads at a time. */
  public static final class Builder {
    private List<String> excludes = List.of();
    private List<String> defaultExcludes = DEFAULT_EXCLUDES;
    private boolean includeGitignore = true;
    private boolean includeParentDir = false;
    private boolean followExternalLinks = true;
    private Map<Path, String> ownSecrets = Map.of();
    private Consumer<? super PackagingProgress> progress = now -> {};

    private Builder() {}

    /**
     * The runtime_env's excludes: patterns as in .gitignore, relative to the directory.
     *
     * @param patterns all of them, in place of those given before
     * @return this builder
     */
    public Builder excludes(List<String> patterns) {
      excludes = List.copyOf(patterns);
      return this;
    }

    /**
     * The patterns that come before the excludes. {@link PackageOptions#DEFAULT_EXCLUDES} unless
     * set; Ray uses none for py_modules.
     *
     * @param patterns all of them; may be empty
     * @return this builder
     */
    public Builder defaultExcludes(List<String> patterns) {
      defaultExcludes = List.copyOf(patterns);
      return this;
    }

    /**
     * Whether .gitignore files count; true unless set. Files named .rayignore always do.
     *
     * @param include false to read past them
     * @return this builder
     */
    public Builder includeGitignore(boolean include) {
      includeGitignore = include;
      return this;
    }

    /**
     * Whether the directory's own name stands on top, as for py_modules; false unless set.
     *
     * @param include true to put it there
     * @return this builder
     */
    public Builder includeParentDir(boolean include) {
      includeParentDir = include;
      return this;
    }

    /**
     * Whether symbolic links that lead out of the directory are followed, with a warning, as Ray
     * does; true unless set. If not, such a link is an error.
     *
     * @param follow false to refuse such links
     * @return this builder
     */
    public Builder followExternalLinks(boolean follow) {
      followExternalLinks = follow;
      return this;
    }

    /**
     * Files that the program takes secrets from, such as its token; each is warned of if it is
     * among what is packed, under whatever name. None unless set.
     *
     * @param files what each is called in the warning, for example {@code the file that
     *     RAY_AUTH_TOKEN_PATH names}
     * @return this builder
     */
    public Builder ownSecrets(Map<Path, String> files) {
      ownSecrets = new LinkedHashMap<>(files);
      return this;
    }

    /**
     * Told how far the work is; nobody unless set.
     *
     * @param listener who is told
     * @return this builder
     */
    public Builder progress(Consumer<? super PackagingProgress> listener) {
      progress = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /** {@return the options} */
    public PackageOptions build() {
      return new PackageOptions(this);
    }
  }
}
