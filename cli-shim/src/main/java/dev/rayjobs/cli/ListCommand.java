package dev.rayjobs.cli;

import dev.rayjobs.JobClient;
import dev.rayjobs.JobDetails;
import dev.rayjobs.internal.json.Json;
import java.util.List;

/** {@code ray job list}. */
final class ListCommand implements Command {
  private final Console console;

  private final ConnectionOptions connection = new ConnectionOptions();
  private final NarrationOptions narration = new NarrationOptions();
  private final ListFilter filter = new ListFilter();

  private final Option<Boolean> showSecrets =
      Option.flag(
          "--show-secrets",
          "Show the values of environment variables and what looks like a credential.");

  ListCommand(Console console) {
    this.console = console;
  }

  @Override
  public Syntax syntax() {
    return new Syntax("list", "Lists the jobs of the cluster: submitted ones, and other drivers.")
        .details(
            "A table on a terminal; in a pipe, Ray's own words, in Ray's order if no filter is given.")
        .options(filter.group())
        .options(OptionGroup.of("What is shown of them", showSecrets))
        .options(connection.group())
        .options(narration.group());
  }

  @Override
  public Integer call() {
    filter.check();
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
    return JobListing.text(job, showSecrets.given());
  }
}
