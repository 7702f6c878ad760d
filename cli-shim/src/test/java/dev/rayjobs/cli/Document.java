package dev.rayjobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A document of this repository: its blocks of code, and the rows of its tables. */
record Document(Path file) {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");

  /** What stands between the fences, and the word behind the first. */
  record Block(String language, String text) {}

  /** The document at this path, seen from the repository's root. */
  static Document at(String path) {
    return new Document(ROOT.resolve(path));
  }

  /** All of them. */
  static List<Document> all() throws IOException {
    return files(".md").stream().map(Document::new).toList();
  }

  /** The repository's files that end so, but for what builds and Git make: that comes and goes. */
  static List<Path> files(String ending) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = String.valueOf(folder.getFileName());
            return name.equals("target") || name.equals(".git")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(ending)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Block> blocks() {
    return BLOCK.matcher(text()).results().map(b -> new Block(b.group(1), b.group(2))).toList();
  }

  /** The blocks in this language, in order: a test that takes them all leaves out none. */
  Iterator<String> blocks(String language) {
    return blocks().stream()
        .filter(block -> block.language().equals(language))
        .map(Block::text)
        .iterator();
  }

  /** The cells of all rows of tables whose head begins with this cell. */
  List<List<String>> rows(String firstColumn) {
    List<List<String>> tables = text().lines().map(Document::cells).toList();
    return Stream.iterate(0, line -> line < tables.size(), line -> line + 1)
        .filter(line -> !tables.get(line).isEmpty())
        .filter(line -> tables.get(line).get(0).equals(firstColumn))
        .flatMap(head -> tables.stream().skip(head + 2L).takeWhile(cells -> !cells.isEmpty()))
        .toList();
  }

  private static List<String> cells(String line) {
    return line.startsWith("|")
        ? Arrays.stream(CELL_END.split(line.substring(1), -1))
            .map(cell -> cell.strip().replace("\\|", "|"))
            .limit(CELL_END.matcher(line).results().count() - 1)
            .toList()
        : List.of();
  }

  @Override
  public String toString() {
    return ROOT.relativize(file).toString();
  }
}
