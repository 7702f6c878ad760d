package dev.rayjobs.internal.doctor;

import dev.rayjobs.doctor.Check.Subject;
import dev.rayjobs.doctor.Diagnosis;
import dev.rayjobs.errors.ApiException;
import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.TokenException;
import dev.rayjobs.internal.address.ClusterLocation;
import dev.rayjobs.internal.http.DashboardApi;
import dev.rayjobs.internal.http.Greeting;
import dev.rayjobs.internal.http.Transport;
import java.util.function.Function;
import java.util.function.Supplier;

/** Looks at the way to a cluster from its beginning to its end, and stops where it is broken. */
public final class Doctor {
  private final CheckList checks = new CheckList();

  private Doctor() {}

  /**
   * Makes all checks that can be made.
   *
   * @param location finds the dashboard
   * @param patient reads the settings for it; what they cannot use is a finding too
   */
  public static Diagnosis examine(
      Supplier<ClusterLocation> location, Function<ClusterLocation, Patient> patient) {
    Doctor doctor = new Doctor();
    doctor.examineAll(location, patient);
    return doctor.checks.toDiagnosis();
  }

  private void examineAll(
      Supplier<ClusterLocation> location, Function<ClusterLocation, Patient> patient) {
    ClusterLocation found;
    try {
      found = location.get();
    } catch (RayJobsException e) {
      Subject subject = subjectOf(e);
      checks.problem(
          subject,
          words(e),
          subject == Subject.ADDRESS
              ? "set RAY_API_SERVER_ADDRESS, or give --address, as http://HOST:8265"
              : "mend that, or give the dashboard's own address, as http://HOST:8265");
      return;
    }
    Patient examined;
    Transport transport;
    try {
      examined = patient.apply(found);
      transport = new Transport(examined.settings());
    } catch (InvalidInputException e) {
      checks.problem(
          Subject.SETTINGS, String.valueOf(e.getMessage()), "correct this setting and try again");
      return;
    }
    try (DashboardApi api = new DashboardApi(transport)) {
      examine(examined, transport, api);
    }
  }

  private void examine(Patient patient, Transport transport, DashboardApi api) {
    WayChecks way = new WayChecks(patient, checks);
    way.address();
    if (!way.connect()) {
      return;
    }
    Greeting greeting = transport.greet();
    if (!way.greeting(greeting)) {
      return;
    }
    new TokenChecks(patient, checks).make(greeting.authenticationMode());
    new ClusterChecks(api, checks).make();
  }

  /** What is wrong when the dashboard is not found. */
  private static Subject subjectOf(RayJobsException e) {
    if (e instanceof TokenException) {
      return Subject.TOKEN;
    }
    if (e instanceof ApiException) {
      return Subject.ACCESS;
    }
    return e instanceof ConnectionException ? Subject.CONNECT : Subject.ADDRESS;
  }

  /** An error's words. */
  static String words(RayJobsException e) {
    return String.valueOf(e.getMessage());
  }
}
