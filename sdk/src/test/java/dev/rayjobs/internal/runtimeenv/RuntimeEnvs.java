package dev.rayjobs.internal.runtimeenv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random runtime_envs, good ones and slightly wrong ones; @F and @A as in the table. */
final class RuntimeEnvs {
  private static final List<String> PACKAGES =
      List.of("a", "b", "a", "requests==2.32.3", "ray[data]", "", " x ");
  private static final List<String> FILES =
      List.of(
          "@F/requirements.txt", "@A/crlf.txt", "@F/spaces.txt", "@F/empty.txt", "@F/missing.txt");
  private static final List<String> CONDAS =
      List.of(
          "name",
          "@F/environment.yaml",
          "@A/environment.yml",
          "@F/empty.yaml",
          "@A/directory",
          "@F/text.yaml",
          "@A/missing",
          "@F/keys.yaml",
          "",
          "x.yml");
  private static final List<String> SCHEMES =
      List.of(
          "http", "https", "s3", "gs", "azure", "abfss", "file", "gcs", "local", "pip", "conda",
          "ftp", "HTTP", "");
  private static final List<String> SEPARATORS = List.of("://", "://", "://", ":///", ":/", ":");
  private static final List<String> HOSTS = List.of("h", "u:p@h:80", "h.zip", "", "[::1]", "C:");
  private static final List<String> TAILS =
      List.of(
          "/x.zip",
          "/x.tar.gz",
          "/x.tgz",
          "/x.tar.xz",
          "/x.whl",
          "/x.py",
          "/x",
          "/x.zip?q=1",
          "/x.zip#f",
          "/a.zip/b",
          "/x.zip/",
          "/.zip",
          "/x.tar.bz2",
          "",
          "/",
          "/a;b/x.zip;c",
          "\\x.zip",
          "/x.zip/../y");
  private static final List<String> LOCALS =
      List.of("@F/directory", "@A/directory/", "@F/missing", "@F/app.zip", "@F/app.tgz", "@F/a:b");

  private RuntimeEnvs() {}

  static Map<String, @Nullable Object> random(Random random) {
    Map<String, @Nullable Object> env = new LinkedHashMap<>();
    int fields = random.nextInt(4);
    for (int i = 0; i <= fields; i++) {
      addField(random, env);
    }
    return env;
  }

  private static void addField(Random random, Map<String, @Nullable Object> env) {
    switch (random.nextInt(14)) {
      case 0, 1 -> env.put("pip", installer(random, "pip"));
      case 2, 3 -> env.put("uv", installer(random, "uv"));
      case 4 -> env.put("conda", spoiled(random, pick(random, CONDAS)));
      case 5, 6 -> env.put("working_dir", spoiled(random, reference(random)));
      case 7 -> env.put("py_modules", modules(random));
      case 8 -> {
        Object excludes = spoiled(random, texts(random, PACKAGES));
        // Null is in the table: Ray trips over it.
        env.put("excludes", excludes == null ? 0 : excludes);
      }
      case 9 -> env.put("env_vars", spoiled(random, variables(random)));
      case 10, 11 -> env.put("config", spoiled(random, config(random)));
      case 12 ->
          env.put(
              pick(random, List.of("container", "image_uri", "worker_process_setup_hook")),
              random.nextInt(3) > 0 ? anything(random, 1) : "");
      default ->
          env.put(
              pick(
                  random,
                  List.of("nsight", "_nsight", "rocprof_sys", "java_jars", "mpi", "py_executable")),
              anything(random, 2));
    }
  }

  private static @Nullable Object installer(Random random, String name) {
    return switch (random.nextInt(4)) {
      case 0 -> spoiled(random, pick(random, FILES));
      case 1 -> spoiled(random, texts(random, PACKAGES));
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        if (random.nextInt(10) > 0) {
          map.put("packages", spoiled(random, texts(random, PACKAGES)));
          // Numbers in pip's list are refused by us and not by Ray; the table has that.
          if (map.get("packages") instanceof List<?> list
              && !list.stream().allMatch(String.class::isInstance)) {
            map.put("packages", texts(random, PACKAGES));
          }
        }
        if (random.nextInt(3) == 0) {
          map.put(name + "_check", spoiled(random, random.nextBoolean()));
        }
        if (random.nextInt(3) == 0) {
          map.put(name + "_version", spoiled(random, "==1.0"));
        }
        if (random.nextInt(3) == 0) {
          map.put(name + "_install_options", spoiled(random, texts(random, PACKAGES)));
        }
        if (random.nextInt(3) == 0) {
          map.put(name + "_pip_install_options", spoiled(random, texts(random, PACKAGES)));
        }
        yield map;
      }
    };
  }

  private static String reference(Random random) {
    return random.nextInt(3) == 0
        ? pick(random, LOCALS)
        : pick(random, SCHEMES)
            + pick(random, SEPARATORS)
            + pick(random, HOSTS)
            + pick(random, TAILS);
  }

  private static @Nullable Object modules(Random random) {
    Object modules = spoiled(random, references(random));
    return modules instanceof List<?> list && list.contains("") ? List.of() : modules;
  }

  private static List<@Nullable Object> references(Random random) {
    List<@Nullable Object> list = new ArrayList<>();
    int count = random.nextInt(3);
    for (int i = 0; i < count; i++) {
      String reference = reference(random);
      list.add(spoiled(random, reference));
    }
    return list;
  }

  private static Map<String, @Nullable Object> variables(Random random) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    int count = random.nextInt(3);
    for (int i = 0; i < count; i++) {
      map.put(pick(random, PACKAGES), spoiled(random, "value"));
    }
    return map;
  }

  private static Map<String, @Nullable Object> config(Random random) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    if (random.nextBoolean()) {
      Object seconds = spoiled(random, random.nextInt(1000) - 3);
      map.put("setup_timeout_seconds", Boolean.TRUE.equals(seconds) ? 5 : seconds);
    }
    if (random.nextBoolean()) {
      map.put("eager_install", spoiled(random, random.nextBoolean()));
    }
    if (random.nextBoolean()) {
      map.put("log_files", spoiled(random, texts(random, PACKAGES)));
    }
    if (random.nextInt(50) == 0) {
      map.put("unknown", anything(random, 1));
    }
    return map;
  }

  private static List<String> texts(Random random, List<String> from) {
    List<String> list = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      list.add(pick(random, from));
    }
    return list;
  }

  /** Mostly the value itself. */
  private static @Nullable Object spoiled(Random random, Object value) {
    if (random.nextInt(12) > 0) {
      return value;
    }
    Object other = anything(random, 2);
    // The table has the empty paths, which we refuse and Ray does not.
    return "".equals(other) ? "x" : other;
  }

  private static @Nullable Object anything(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 7 : 9)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt(3) - 1;
      case 3 -> random.nextInt(5) / 2.0;
      case 4 -> "";
      case 5, 6 -> pick(random, PACKAGES);
      case 7 -> {
        List<@Nullable Object> list = new ArrayList<>();
        int count = random.nextInt(3);
        for (int i = 0; i < count; i++) {
          list.add(anything(random, depth - 1));
        }
        yield list;
      }
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        int count = random.nextInt(3);
        for (int i = 0; i < count; i++) {
          map.put(pick(random, PACKAGES), anything(random, depth - 1));
        }
        yield map;
      }
    };
  }

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
