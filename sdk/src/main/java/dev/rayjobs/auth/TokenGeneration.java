package dev.rayjobs.auth;

import dev.rayjobs.errors.TokenException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One making of a token file. The token is written to a file beside it, which then gets the name as
 * a hard link: that fails when the name is taken, and shows nobody half a file. An empty file, or
 * one that reserves the name where there are no hard links, is replaced under a lock.
 */
final class TokenGeneration {
  private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Object FILLING = new Object();
  private static final int TOKEN_BYTES = 32;
  private static final int MOST_BYTES = 64 * 1024;
  private static final int ROUNDS = 200;
  private static final int ROUNDS_UNTIL_ABANDONED = 15;
  private static final long PAUSE_MILLIS = 20;
  private static final Set<OpenOption> LOCK_OPTIONS =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private enum State {
    MISSING,
    EMPTY,
    WRITTEN
  }

  /** {@link Files#createLink}, or what a file system without hard links does instead. */
  interface HardLinks {
    void create(Path link, Path existing) throws IOException;
  }

  private final Path path;
  private final Path folder;
  private final HardLinks links;

  TokenGeneration(Path path) {
    this(path, Files::createLink);
  }

  TokenGeneration(Path path, HardLinks links) {
    this.links = links;
    this.path = path.toAbsolutePath();
    Path parent = this.path.getParent();
    if (parent == null) {
      throw new TokenException(path + " cannot be a token file");
    }
    this.folder = parent;
  }

  Token run() {
    try {
      int roundsEmpty = 0;
      for (int round = 0; round < ROUNDS; round++) {
        Optional<Token> there = TokenFile.at(path).read();
        if (there.isPresent()) {
          return there.get();
        }
        State state = state();
        roundsEmpty = state == State.EMPTY ? roundsEmpty + 1 : 0;
        Optional<Token> made = Optional.empty();
        if (state == State.MISSING) {
          made = create();
        } else if (roundsEmpty > ROUNDS_UNTIL_ABANDONED) {
          made = fill();
        } else {
          // Whoever made it, Ray itself perhaps, may be about to write.
          pause();
        }
        if (made.isPresent()) {
          LOG.info("Generated new authentication token and saved to {}", path);
          return made.get();
        }
      }
    } catch (FileSystemException e) {
      String reason = e instanceof AccessDeniedException ? "permission denied" : e.getReason();
      throw new TokenException(
          "Cannot make the token file " + path + ": " + e.getFile() + ": " + reason, e);
    } catch (IOException e) {
      throw new TokenException("Cannot make the token file " + path + ": " + e.getMessage(), e);
    }
    throw new TokenException(
        "Cannot make the token file " + path + ": others change it all the time");
  }

  /** What has the name now, given that no token was read from it. */
  private State state() throws IOException {
    if (Files.isSymbolicLink(folder)) {
      throw refusal(
          folder + " is a symbolic link, and no token is written through one: make it a folder");
    }
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return State.MISSING;
    }
    if (attributes.isSymbolicLink()) {
      throw refusal(path + " is a symbolic link, and no token is written through one: remove it");
    }
    if (!attributes.isRegularFile()) {
      throw refusal(path + " is not a file: remove it");
    }
    byte[] content;
    try (InputStream in = Files.newInputStream(path)) {
      content = in.readNBytes(MOST_BYTES);
    } catch (NoSuchFileException e) {
      return State.MISSING;
    }
    if (TokenText.isBlank(content)) {
      return State.EMPTY;
    }
    if (TokenText.parseFirstLine(content, path.toString()) == null) {
      throw refusal(
          "the first line of " + path + " is empty but others are not: put the token first");
    }
    return State.WRITTEN;
  }

  /** Makes the file, unless its name is taken in the meantime. */
  private Optional<Token> create() throws IOException {
    OwnerOnly.createFolder(folder);
    Token token = newToken();
    Path written = write(token);
    try {
      links.create(path, written);
      return Optional.of(token);
    } catch (FileAlreadyExistsException e) {
      return Optional.empty();
    } catch (UnsupportedOperationException | FileSystemException e) {
      // A file system without hard links: take the name with an empty file, to be filled.
      reserve();
      return Optional.empty();
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private void reserve() throws IOException {
    try {
      OwnerOnly.createFile(path).close();
    } catch (FileAlreadyExistsException e) {
      LOG.debug("{} was made by another", path);
    }
  }

  /** Puts a token in place of an empty file: under a lock, since a rename replaces anything. */
  private Optional<Token> fill() throws IOException {
    Path lock = folder.resolve("." + path.getFileName() + ".lock");
    // The system's lock is for processes; within one it throws instead of waiting.
    synchronized (FILLING) {
      try (FileChannel channel = FileChannel.open(lock, LOCK_OPTIONS);
          FileLock held = channel.lock()) {
        Optional<Token> made =
            held.isValid() && state() == State.EMPTY ? replace() : Optional.empty();
        // Removed only now that the file has a token: who still waits for this lock, or makes
        // another, looks again and finds it.
        lock.toFile().delete();
        return made;
      } catch (OverlappingFileLockException e) {
        // Held by this class in another class loader.
        pause();
        return Optional.empty();
      }
    }
  }

  private Optional<Token> replace() throws IOException {
    Token token = newToken();
    Path written = write(token);
    try {
      Files.move(written, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
    return Optional.of(token);
  }

  /** Writes the token to a new file of its own beside the place it is meant for. */
  private Path write(Token token) throws IOException {
    String name = "." + path.getFileName() + "." + randomHex(Long.BYTES) + ".tmp";
    Path file = folder.resolve(name);
    try (SeekableByteChannel channel = OwnerOnly.createFile(file)) {
      ByteBuffer bytes = ByteBuffer.wrap(token.reveal().getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (channel instanceof FileChannel onDisk) {
        onDisk.force(true);
      }
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return file;
  }

  private static Token newToken() {
    return Token.of(randomHex(TOKEN_BYTES));
  }

  private static String randomHex(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static TokenException refusal(String what) {
    return new TokenException("No token was made: " + what);
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TokenException("interrupted while waiting for the token file " + path, e);
    }
  }
}
