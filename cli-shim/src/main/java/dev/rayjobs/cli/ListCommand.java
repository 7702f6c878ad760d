package dev.rayjobs.cli;

import dev.rayjobs.JobDetails;
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
      List<JobDetails> all = session.client().list();
      boolean table = console.outputIsTerminal();
      List<JobDetails> jobs = session.isJson() || table || filter.isSet() ? filter.apply(all) : all;
      if (session.isJson()) {
        session.result(
            jobs.stream().map(job -> JobJson.of(job, session.client().address())).toList());
      } else if (table) {
        console.out().write(JobTable.of(jobs));
      } else {
        console.out().line(JobListing.of(jobs, showSecrets));
      }
      return ExitCode.OK;
    }
  }
}
