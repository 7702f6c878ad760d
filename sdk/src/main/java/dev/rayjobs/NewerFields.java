package dev.rayjobs;

import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.packaging.PackageSource;
import java.util.List;
import java.util.Locale;

/** The fields of a submission, and kinds of packages, that older servers do not know. */
final class NewerFields {
  private NewerFields() {}

  /** Refuses what a server of this version would refuse, before anything is uploaded. */
  static void check(JobSubmission submission, List<PackageSource> packages, RayVersion version) {
    packages.forEach(source -> check(source, version));
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

  /** A server lets these pass, and its job then fails for want of an environment. */
  private static void check(PackageSource source, RayVersion version) {
    if (source.kind() != PackageSource.Kind.URI && source.kind() != PackageSource.Kind.ARCHIVE) {
      return;
    }
    String place = source.text().toLowerCase(Locale.ROOT).strip();
    if (source.isUri()) {
      if (place.startsWith("local:") && !version.isAtLeast(2, 60)) {
        throw tooOld("local:// directories", "2.60", version);
      }
      if (place.startsWith("http:") && !version.isAtLeast(2, 56)) {
        throw tooOld("packages from http:// (https:// is known)", "2.56", version);
      }
      place = place.replaceFirst("[?#].*", "");
    }
    if (place.endsWith(".tar.xz") && !version.isAtLeast(2, 60)) {
      throw tooOld("packages that end in .tar.xz", "2.60", version);
    }
    if ((place.endsWith(".tar.gz") || place.endsWith(".tgz")) && !version.isAtLeast(2, 56)) {
      throw tooOld("packages that end in .tar.gz or .tgz", "2.56", version);
    }
  }

  private static InvalidInputException tooOld(String fields, String needed, RayVersion version) {
    return new InvalidInputException(
        fields + " need Ray " + needed + "; the cluster runs " + version.rayVersion());
  }
}
