package dev.rayjobs.testing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;

/** Which path leads to which call; the dashboard's words where none does. */
final class Routes {
  private record Route(String method, List<String> pattern, Call call) {
    boolean leadsTo(List<String> path) {
      if (path.size() != pattern.size()) {
        return false;
      }
      for (int i = 0; i < path.size(); i++) {
        if (!pattern.get(i).equals("*") && !pattern.get(i).equals(path.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  private interface Call {
    MockResponse answer(RecordedRequest request, List<String> path);
  }

  private final FakeCluster cluster;
  private final List<Route> routes;

  Routes(FakeCluster cluster, JobsApi api) {
    this.cluster = cluster;
    this.routes =
        List.of(
            route("GET", "/", (r, p) -> Answers.typed(200, "text/html", "<title>Ray</title>")),
            route("GET", "/api/gcs_healthz", (r, p) -> Answers.text(200, "success")),
            route("GET", "/api/authentication_mode", (r, p) -> api.authenticationMode()),
            route("GET", "/api/version", (r, p) -> api.version()),
            route("GET", "/api/packages/*/*", (r, p) -> api.packageExists(p.get(2), p.get(3))),
            route("PUT", "/api/packages/*/*", (r, p) -> api.upload(r, p.get(2), p.get(3))),
            route("GET", "/api/jobs/", (r, p) -> api.list(r)),
            route("POST", "/api/jobs/", (r, p) -> api.submit(r)),
            route("GET", "/api/jobs/*", (r, p) -> job(p, job -> api.details(r, job))),
            route("DELETE", "/api/jobs/*", (r, p) -> submission(p, "delete", api::delete)),
            route("POST", "/api/jobs/*/stop", (r, p) -> submission(p, "stop", api::stop)),
            route("GET", "/api/jobs/*/logs", (r, p) -> submission(p, "get logs of", api::logs)),
            route(
                "GET",
                "/api/jobs/*/logs/tail",
                (r, p) -> submission(p, "get logs of", job -> api.tail(r, job))),
            route("GET", "/api/v0/logs/file", (r, p) -> api.logFile(r)));
  }

  private static Route route(String method, String path, Call call) {
    return new Route(method, List.of(path.substring(1).split("/", -1)), call);
  }

  MockResponse answer(RecordedRequest request) {
    List<String> path = request.getUrl().pathSegments();
    List<Route> here = routes.stream().filter(r -> r.leadsTo(path) && !isEmptyId(r, path)).toList();
    if (here.isEmpty()) {
      return Answers.text(404, "404: Not Found");
    }
    Map<String, Route> byMethod =
        here.stream().collect(Collectors.toMap(Route::method, r -> r, (a, b) -> a, TreeMap::new));
    Route route = byMethod.get(request.getMethod());
    if (route == null) {
      return Answers.text(405, "405: Method Not Allowed")
          .newBuilder()
          .addHeader("Allow", String.join(",", byMethod.keySet()))
          .build();
    }
    return route.call().answer(request, path);
  }

  /** A placeholder stands for at least one character: {@code /api/jobs/} is the list alone. */
  private static boolean isEmptyId(Route route, List<String> path) {
    for (int i = 0; i < path.size(); i++) {
      if (route.pattern().get(i).equals("*") && path.get(i).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private MockResponse job(List<String> path, Function<FakeJob, MockResponse> call) {
    String id = path.get(2);
    return cluster.find(id).map(call).orElseGet(() -> Answers.noSuchJob(id));
  }

  private MockResponse submission(
      List<String> path, String verb, Function<FakeJob, MockResponse> call) {
    return job(
        path,
        job ->
            job.isDriver()
                ? Answers.text(400, "Can only " + verb + " submission type jobs")
                : call.apply(job));
  }
}
