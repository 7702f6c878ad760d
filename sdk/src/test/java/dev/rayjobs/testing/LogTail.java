package dev.rayjobs.testing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import mockwebserver3.SocketHandler;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import okio.Socket;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection to a job's log, after the handshake. Like Ray's it replays the log from
 * its first byte, in text frames of up to 10 lines or a little over 20,000 characters, never reads
 * what the client sends, and closes with 1000 whatever the reason is.
 */
final class LogTail implements SocketHandler {
  private static final int FRAME_LINES = 10;
  private static final int FRAME_CHARACTERS = 20_000;
  private static final int FRAME_LIMIT_BYTES = 4 * 1024 * 1024;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int CLOSE_NORMAL = 1000;

  /** Says nothing but the clean goodbye. */
  static final SocketHandler GOODBYE =
      socket -> {
        try (BufferedSink sink = Okio.buffer(socket.getSink());
            BufferedSource source = Okio.buffer(socket.getSource())) {
          close(sink, source);
        } catch (IOException clientIsGone) {
          socket.cancel();
        }
      };

  private final FakeJob job;
  private final Duration pause;
  private final @Nullable TailFault fault;
  private final BooleanSupplier open;
  private int sent;

  /** {@code open} turns false when the job or the whole dashboard is gone. */
  LogTail(FakeJob job, Duration pause, @Nullable TailFault fault, BooleanSupplier open) {
    this.job = job;
    this.pause = pause;
    this.fault = fault;
    this.open = open;
  }

  @Override
  public void handle(Socket socket) {
    try (BufferedSink sink = Okio.buffer(socket.getSink());
        BufferedSource source = Okio.buffer(socket.getSource())) {
      if (deliver(sink)) {
        close(sink, source);
      } else {
        socket.cancel();
      }
    } catch (IOException clientIsGone) {
      socket.cancel();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** True when a goodbye is due, false when the connection is to break. */
  private boolean deliver(BufferedSink sink) throws IOException, InterruptedException {
    while (!job.hasStarted()) {
      if (job.isTerminal() || !open.getAsBoolean()) {
        return true;
      }
      job.awaitChange(pause.toMillis());
    }
    LogTailReader reader = new LogTailReader(job.log());
    StringBuilder frame = new StringBuilder();
    boolean lastLook = false;
    int lines = 0;
    while (open.getAsBoolean()) {
      String line;
      try {
        line = reader.readLine();
      } catch (CharacterCodingException notUtf8) {
        return true;
      }
      frame.append(line);
      lines++;
      if (!line.isEmpty() && lines < FRAME_LINES && frame.length() <= FRAME_CHARACTERS) {
        continue;
      }
      if (!frame.isEmpty()) {
        if (StandardCharsets.UTF_8.encode(frame.toString()).remaining() > FRAME_LIMIT_BYTES) {
          return true;
        }
        if (!send(sink, frame.toString())) {
          return fault != null && fault.kind() == TailFault.Kind.CLOSE;
        }
      } else if (lastLook) {
        return true;
      } else {
        // What was written between the last look and the end must still go out.
        lastLook = job.isTerminal();
      }
      if (line.isEmpty() && !lastLook) {
        job.awaitChange(pause.toMillis());
      }
      frame.setLength(0);
      lines = 0;
    }
    return true;
  }

  /** False when the fault has struck. */
  private boolean send(BufferedSink sink, String text) throws IOException, InterruptedException {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    int left = fault == null ? Integer.MAX_VALUE : fault.characters() - sent;
    sent += text.length();
    if (fault == null || text.length() < left) {
      frame(sink, TEXT, payload, payload.length);
      return true;
    }
    int end = left > 0 && Character.isHighSurrogate(text.charAt(left - 1)) ? left - 1 : left;
    byte[] part = text.substring(0, end).getBytes(StandardCharsets.UTF_8);
    if (fault.kind() == TailFault.Kind.CUT) {
      frame(sink, TEXT, payload, part.length);
      return false;
    }
    if (part.length > 0) {
      frame(sink, TEXT, part, part.length);
    }
    while (fault.kind() == TailFault.Kind.STALL && open.getAsBoolean()) {
      job.awaitChange(pause.toMillis());
    }
    return false;
  }

  /** Announces all of {@code payload} and writes the first {@code written} bytes of it. */
  private static void frame(BufferedSink sink, int opcode, byte[] payload, int written)
      throws IOException {
    sink.writeByte(0x80 | opcode);
    if (payload.length < 126) {
      sink.writeByte(payload.length);
    } else if (payload.length <= 0xffff) {
      sink.writeByte(126).writeShort(payload.length);
    } else {
      sink.writeByte(127).writeLong(payload.length);
    }
    sink.write(payload, 0, written).flush();
  }

  private static void close(BufferedSink sink, BufferedSource source) throws IOException {
    frame(sink, CLOSE, new byte[] {CLOSE_NORMAL >> 8, (byte) CLOSE_NORMAL}, 2);
    source.timeout().timeout(2, TimeUnit.SECONDS);
    try {
      // Until the client has closed its side, or does not care to.
      while (!source.exhausted()) {
        source.skip(source.getBuffer().size());
      }
    } catch (InterruptedIOException noGoodbye) {
      return;
    }
  }
}
