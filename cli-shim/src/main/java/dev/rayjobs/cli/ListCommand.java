package dev.rayjobs.cli;

import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import dev.rayjobs.internal.json.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ray job list}. */
@Command(
    name = "list",
    description = {
      "Lists the jobs of the cluster: submitted ones, and drivers that were not. A table on a",
      "terminal; in a pipe, Ray's own words, in Ray's order if no filter is given."
    })
final class ListCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();
  @Mixin private NarrationOptions narration = new NarrationOptions();
  @Mixin private ListFilter filter = new ListFilter();

  @Option(
      names = "--show-secrets",
      description = "Show the values of environment variables and what looks like a credential.")
  private boolean showSecrets;

  ListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Session session = Session.open(console, connection, narration)) {
      JobClient client = session.client();
      if (session.isJson()) {
        List<String> jobs =
            filter.select(client::forEachJob, job -> Json.write(JobJson.of(job, client.address())));
        console.out().line("[" + String.join(",", jobs) + "]");
      } else if (console.outputIsTerminal()) {
        console.out().write(JobTable.of(filter.select(client::forEachJob, JobTable::row)));
      } else {
        JobListing listing = new JobListing(console.out());
        if (filter.isSet()) {
          filter.select(client::forEachJob, this::text).forEach(listing::add);
        } else {
          client.forEachJob(job -> listing.add(text(job)));
        }
        listing.end();
      }
      return ExitCode.OK;
    }
  }

  private String text(JobDetails job) {
    return JobListing.text(job, showSecrets);
  }
}
