package dev.rayjobs.auth;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Many threads that make the same token file at once; prints what each got. */
final class GenerateToken {
  private static final int THREADS = 16;

  private GenerateToken() {}

  /** Argument: the file. Starts when its standard input ends. */
  public static void main(String[] arguments) throws Exception {
    TokenFile file = TokenFile.at(Path.of(arguments[0]));
    System.in.readAllBytes();
    generate(file::generateIfMissing).forEach(System.out::println);
  }

  /** The tokens that many threads got. */
  static List<String> generate(Callable<Token> generation) throws Exception {
    CountDownLatch start = new CountDownLatch(THREADS);
    Callable<String> one =
        () -> {
          start.countDown();
          start.await();
          return generation.call().reveal();
        };
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<String>> futures =
          Stream.generate(() -> threads.submit(one)).limit(THREADS).toList();
      List<String> tokens = new ArrayList<>();
      for (Future<String> future : futures) {
        tokens.add(future.get());
      }
      return tokens;
    } finally {
      threads.shutdownNow();
    }
  }
}
