package dev.rayjobs.auth;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Files and folders for their owner alone: by POSIX modes, or by an access control list where the
 * file system has these instead (Windows).
 */
final class OwnerOnly {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private OwnerOnly() {}

  /** Creates an empty file, failing if the name is taken, by a symbolic link too. */
  static SeekableByteChannel createFile(Path path) throws IOException {
    if (hasModes(path)) {
      return Files.newByteChannel(path, NEW, PosixFilePermissions.asFileAttribute(FILE));
    }
    SeekableByteChannel channel = Files.newByteChannel(path, NEW);
    try {
      // It is still empty, so nothing was to be read until now.
      close(path, Set.of());
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      Files.deleteIfExists(path);
      throw e;
    }
  }

  /** Creates the folder and those above it, where they are missing. */
  static void createFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (hasModes(folder)) {
      FileAttribute<Set<PosixFilePermission>> mode = PosixFilePermissions.asFileAttribute(FOLDER);
      Files.createDirectories(folder, mode);
      return;
    }
    Files.createDirectories(folder);
    close(folder, EnumSet.of(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT));
  }

  /** Who may read the file, in words, if that is more than its owner. */
  static Optional<String> exposure(Path file) throws IOException {
    PosixFileAttributeView modes = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (modes != null) {
      Set<PosixFilePermission> permissions = modes.readAttributes().permissions();
      boolean others =
          permissions.contains(PosixFilePermission.GROUP_READ)
              || permissions.contains(PosixFilePermission.OTHERS_READ);
      return others
          ? Optional.of("mode " + PosixFilePermissions.toString(permissions))
          : Optional.empty();
    }
    AclFileAttributeView list = Files.getFileAttributeView(file, AclFileAttributeView.class);
    if (list == null) {
      return Optional.of("its file system knows no permissions");
    }
    String readers = othersThatRead(list.getAcl(), list.getOwner());
    return readers.isEmpty() ? Optional.empty() : Optional.of("also by " + readers);
  }

  /** The permissions in words, for example {@code rw-------}. */
  static String describe(Path file) throws IOException {
    PosixFileAttributeView modes = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (modes != null) {
      return PosixFilePermissions.toString(modes.readAttributes().permissions());
    }
    return exposure(file).orElse("owner only");
  }

  static List<AclEntry> onlyFor(UserPrincipal owner, Set<AclEntryFlag> flags) {
    return List.of(
        AclEntry.newBuilder()
            .setType(AclEntryType.ALLOW)
            .setPrincipal(owner)
            .setPermissions(EnumSet.allOf(AclEntryPermission.class))
            .setFlags(flags)
            .build());
  }

  static String othersThatRead(List<AclEntry> entries, UserPrincipal owner) {
    return entries.stream()
        .filter(entry -> entry.type() == AclEntryType.ALLOW)
        .filter(entry -> entry.permissions().contains(AclEntryPermission.READ_DATA))
        .map(AclEntry::principal)
        .filter(principal -> !principal.equals(owner) && !readsAnyway(principal))
        .map(UserPrincipal::getName)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Windows' system account and administrators, who can read every file. */
  private static boolean readsAnyway(UserPrincipal principal) {
    String name = principal.getName().toLowerCase(Locale.ROOT);
    // Windows translates these names; this much is the same in most of its languages.
    return name.endsWith("\\system") || name.contains("\\administrat");
  }

  private static void close(Path path, Set<AclEntryFlag> flags) throws IOException {
    AclFileAttributeView list = Files.getFileAttributeView(path, AclFileAttributeView.class);
    if (list != null) {
      list.setAcl(onlyFor(list.getOwner(), flags));
    }
  }

  private static boolean hasModes(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
