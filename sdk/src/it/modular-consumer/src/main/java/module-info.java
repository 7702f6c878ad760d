module consumer {
  requires dev.rayjobs;
  requires jdk.httpserver; // For the test.
}
