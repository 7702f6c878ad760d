package dev.rayjobs.packaging;

import dev.rayjobs.packaging.PackagingOracle.Member;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Reads a zip file with a library that did not write it. */
final class ZipReading {
  private ZipReading() {}

  /** The members; every byte is read and checked against its CRC. */
  static Map<String, Member> members(Path path) throws IOException {
    Map<String, Member> members = new TreeMap<>();
    try (ZipFile zip = ZipFile.builder().setPath(path).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        CRC32 crc = new CRC32();
        long size = 0;
        try (InputStream in = zip.getInputStream(entry)) {
          byte[] buffer = new byte[1 << 16];
          for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            crc.update(buffer, 0, n);
            size += n;
          }
        }
        if (crc.getValue() != entry.getCrc() || size != entry.getSize()) {
          throw new IOException("bad checksum of " + entry.getName());
        }
        // The raw attributes: the library leaves out the type of the file.
        int mode = (int) (entry.getExternalAttributes() >> 16) & 0xffff;
        if (members.put(entry.getName(), new Member(mode, size, crc.getValue())) != null) {
          throw new IOException("twice in the zip file: " + entry.getName());
        }
      }
    }
    return members;
  }
}
