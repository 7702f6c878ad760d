package dev.rayjobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rayjobs.errors.PackagingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentHasherTest {
  private static final int FILES = 300;

  @TempDir Path root;

  private final List<PackageEntry> entries = new ArrayList<>();

  /** Files enough for several workers at a time, and directories between them. */
  private void makeTree() throws IOException {
    for (int i = 0; i < FILES; i++) {
      String name = "f" + i;
      Files.writeString(root.resolve(name), name);
      entries.add(new PackageEntry(name, name.length(), 0100644, PackageEntry.Kind.FILE));
      if (i % 7 == 0) {
        entries.add(new PackageEntry("d" + i, 0, 0040755, PackageEntry.Kind.DIRECTORY));
      }
    }
  }

  private ContentHasher.Contents hash() {
    try (ContentHasher hasher = new ContentHasher(root, now -> {})) {
      entries.forEach(entry -> hasher.add(entry, root.resolve(entry.path())));
      FileTree tree = new FileTree(root, entries, 0, List.of(), List.of());
      return hasher.finish(tree, new Warnings());
    }
  }

  @Test
  void everyEntryHasItsOwnChecksum() throws IOException {
    makeTree();
    int[] checksums = hash().checksums();
    assertThat(checksums).hasSize(entries.size());
    for (int i = 0; i < checksums.length; i++) {
      PackageEntry entry = entries.get(i);
      CRC32 crc = new CRC32();
      if (entry.kind() == PackageEntry.Kind.FILE) {
        crc.update(entry.path().getBytes(StandardCharsets.UTF_8));
      }
      assertThat(checksums[i]).as(entry.path()).isEqualTo((int) crc.getValue());
    }
  }

  @Test
  void aFileIsReadToItsEndWhateverSizeWasTold() throws IOException {
    Files.writeString(root.resolve("grown"), "x".repeat(200_000));
    entries.add(new PackageEntry("grown", 10, 0100644, PackageEntry.Kind.FILE));
    long grown = hash().hash();
    entries.set(0, new PackageEntry("grown", 200_000, 0100644, PackageEntry.Kind.FILE));
    assertThat(grown).isEqualTo(hash().hash());
  }

  @Test
  void theFirstFileThatCannotBeReadIsNamed() throws IOException {
    makeTree();
    Files.delete(root.resolve("f120"));
    Files.delete(root.resolve("f280"));
    assertThatThrownBy(this::hash)
        .isInstanceOf(PackagingException.class)
        .hasMessage("f120 vanished while it was to be packaged; try again.");
    Files.createSymbolicLink(root.resolve("f120"), Path.of("f0/below"));
    assertThatThrownBy(this::hash)
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining(root.resolve("f120") + " cannot be read");
  }
}
