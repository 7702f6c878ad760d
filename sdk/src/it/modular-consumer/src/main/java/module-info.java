module consumer {
  requires dev.rayjobs;
  requires jdk.httpserver; // For the test.

  provides dev.rayjobs.address.AddressProvider with
      consumer.AcmeClusters;
}
