package dev.rayjobs;

import java.util.zip.CRC32;

/** Follows a job's log in a JVM of its own, and prints its length and a check sum. */
final class LongLogMain {
  private LongLogMain() {}

  /** Arguments: the dashboard's address and the job's id. */
  public static void main(String[] args) {
    CRC32 sum = new CRC32();
    long characters = 0;
    try (JobClient client = JobClient.builder().address(args[0]).ownAddressWins().build();
        LogStream log = client.job(args[1]).followLogs()) {
      for (String piece : log) {
        sum.update(piece.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        characters += piece.length();
        if (characters == piece.length()) {
          System.out.println("begun");
        }
      }
    }
    System.out.println(characters + " " + sum.getValue());
  }
}
