package dev.rayjobs.internal.discovery;

import dev.rayjobs.errors.ConnectionException;
import dev.rayjobs.errors.InvalidInputException;
import dev.rayjobs.errors.RayJobsException;
import dev.rayjobs.errors.UnexpectedAnswerException;
import dev.rayjobs.internal.address.ClusterAddress.Gcs;
import dev.rayjobs.internal.address.ClusterAddress.RayCluster;
import dev.rayjobs.internal.address.ClusterAddress.ThisMachine;
import dev.rayjobs.internal.address.ClusterLocation;
import dev.rayjobs.internal.address.DashboardAddress;
import dev.rayjobs.internal.address.Machine;
import dev.rayjobs.internal.env.Environment;
import dev.rayjobs.internal.gcs.GcsGuard;
import dev.rayjobs.internal.gcs.GcsQuery;
import dev.rayjobs.internal.gcs.GcsSettings;
import dev.rayjobs.internal.http.DashboardApi;
import dev.rayjobs.internal.http.Greeting;
import dev.rayjobs.internal.http.Retrier;
import dev.rayjobs.internal.http.RetryPolicy;
import dev.rayjobs.internal.http.Transport;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Goes from an address to the dashboard, as Ray's client does. Unlike it, this does not look
 * through the processes of the machine for a Ray whose address nobody wrote down; it tries the
 * place where dashboards are unless told otherwise.
 */
public final class ClusterDiscovery {
  private final Environment environment;
  private final GcsSettings settings;
  private final RetryPolicy retry;
  private final String usualPlace;
  private final Function<DashboardAddress, Transport> withoutSecrets;

  /**
   * A discovery.
   *
   * @param environment says where the cluster file is
   * @param retry how questions that failed are repeated
   * @param usualPlace the URL that a dashboard has on its own machine unless told otherwise
   * @param withoutSecrets makes a transport that sends no token, headers or cookies, to ask a
   *     server that nobody has named
   */
  public ClusterDiscovery(
      Environment environment,
      GcsSettings settings,
      RetryPolicy retry,
      String usualPlace,
      Function<DashboardAddress, Transport> withoutSecrets) {
    this.environment = environment;
    this.settings = settings;
    this.retry = retry;
    this.usualPlace = usualPlace;
    this.withoutSecrets = withoutSecrets;
  }

  /**
   * Finds the dashboard.
   *
   * @throws RayJobsException of the kind that says why it was not found
   */
  public ClusterLocation find(RayCluster named) {
    GcsGuard guard = new GcsGuard(settings);
    // The file is read each time: a cluster that is about to start has not written it yet.
    return ClusterLocation.at(
        new Retrier(retry)
            .run(
                attempt ->
                    named instanceof Gcs gcs ? ask(gcs, guard) : here((ThisMachine) named, guard)));
  }

  private DashboardAddress here(ThisMachine machine, GcsGuard guard) {
    ClusterFile file = ClusterFile.of(environment);
    Optional<Gcs> gcs = file.read(machine.reason());
    return gcs.isPresent() ? ask(gcs.get(), guard) : usualPlace(machine, file);
  }

  private DashboardAddress ask(Gcs gcs, GcsGuard guard) {
    String place = new GcsQuery(gcs, settings, guard).dashboard();
    DashboardAddress dashboard;
    try {
      dashboard =
          DashboardAddress.parse(
              "http://" + place,
              "named by the GCS at " + gcs.authority() + ", from " + gcs.origin());
    } catch (InvalidInputException e) {
      throw new UnexpectedAnswerException(
          "The GCS at " + gcs + " names a dashboard whose address cannot be used", e);
    }
    warnIfElsewhere(dashboard, gcs, settings.warnings());
    return dashboard;
  }

  /** As Ray's client, go there all the same; but it may be another cluster's. */
  static void warnIfElsewhere(DashboardAddress dashboard, Gcs gcs, Consumer<String> warnings) {
    if (dashboard.isLoopback() && !Machine.isThisLookedUp(gcs.host())) {
      warnings.accept(
          "The dashboard of the cluster at "
              + gcs
              + " can be reached from its head only: it listens on "
              + dashboard.host()
              + " there, and here "
              + dashboard.uri()
              + " is another's, unless it is a tunnel. Start the head with"
              + " --dashboard-host=0.0.0.0");
    }
  }

  /** No secret is sent until it is known that a Ray answers there. */
  private DashboardAddress usualPlace(ThisMachine machine, ClusterFile file) {
    DashboardAddress usual =
        DashboardAddress.parse(
            usualPlace, "the usual place, since " + machine.reason() + " and no cluster is known");
    try (Transport transport = withoutSecrets.apply(usual)) {
      Greeting greeting = transport.greet();
      if (greeting.authenticationMode() != null || isOldRay(greeting, transport)) {
        return usual;
      }
      String nothing =
          "No Ray cluster found: "
              + machine.reason()
              + ", there is no cluster file "
              + file.path()
              + ", and at "
              + usualPlace
              + (greeting.failure() == null ? " another server answers" : " nobody answers")
              + ". Give an address like http://HOST:8265, or set RAY_API_SERVER_ADDRESS";
      throw greeting.failure() == null
          ? new UnexpectedAnswerException(nothing)
          : new ConnectionException(nothing, greeting.failure().getCause());
    }
  }

  /** A Ray before 2.52 knows no authentication, and answers without. */
  private static boolean isOldRay(Greeting greeting, Transport transport) {
    if (greeting.status() != 404) {
      return false;
    }
    try {
      new DashboardApi(transport).version();
      return true;
    } catch (RayJobsException e) {
      return false;
    }
  }
}
