package dev.rayjobs.internal.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.Okio;
import okio.Source;

/** A file, streamed. Can be sent again, since it is read anew each time. */
final class FileBody extends RequestBody {
  private static final MediaType BYTES = MediaType.get("application/octet-stream");
  private static final long PIECE = 64 * 1024;

  private final Path file;
  private final long size;
  private final LongConsumer sent;

  /**
   * A file as a body.
   *
   * @param sent hears the number of bytes sent so far
   */
  FileBody(Path file, long size, LongConsumer sent) {
    this.file = file;
    this.size = size;
    this.sent = sent;
  }

  @Override
  public MediaType contentType() {
    return BYTES;
  }

  @Override
  public long contentLength() {
    return size;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    try (Source source = Okio.source(Files.newInputStream(file))) {
      long total = 0;
      for (long read; (read = source.read(sink.getBuffer(), PIECE)) != -1; ) {
        total += read;
        sink.emitCompleteSegments();
        sent.accept(total);
      }
    }
  }
}
