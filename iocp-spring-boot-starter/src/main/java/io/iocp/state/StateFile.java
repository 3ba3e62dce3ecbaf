package io.iocp.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file of lines, replaced as a whole. It begins with what it is and in which version, and ends
 * with the number of its lines: what is cut off is noticed. One thread at a time.
 */
final class StateFile {

  private static final int VERSION = 1;
  private static final String MAGIC = "iocp-state";
  private static final String END = "end ";
  private static final long MAXIMUM_BYTES = 128L << 20;
  private static final int MOST_KEPT_ASIDE = 100;

  private final Path path;
  private final String header;

  StateFile(Path directory, String name) {
    this.path = directory.resolve(name);
    this.header = MAGIC + " " + name + " ";
  }

  Path path() {
    return path;
  }

  /**
   * What was written last; empty if nothing was.
   *
   * @throws IllegalArgumentException with a sentence if the file is not one of these
   */
  Optional<List<String>> read() throws IOException {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    if (Files.size(path) > MAXIMUM_BYTES) {
      throw new IllegalArgumentException("it is larger than " + MAXIMUM_BYTES + " bytes");
    }
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(path),
                UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)))) {
      checkHeader(reader.readLine());
      List<String> lines = new ArrayList<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.equals(END + lines.size())) {
          return Optional.of(lines);
        }
        if (lines.size() == StateKeeper.MAXIMUM_LINES) {
          throw new IllegalArgumentException("it has too many lines");
        }
        lines.add(line);
      }
      throw new IllegalArgumentException("its end is missing");
    }
  }

  private void checkHeader(@Nullable String line) {
    if (line == null || !line.startsWith(header)) {
      throw new IllegalArgumentException("it does not begin with \"" + header + VERSION + "\"");
    }
    if (!line.equals(header + VERSION)) {
      throw new IllegalArgumentException(
          "its version is "
              + line.substring(header.length())
              + ", and only version "
              + VERSION
              + " is known");
    }
  }

  /** Replaces what was written before. A reader sees the old lines or the new ones. */
  void write(List<String> lines) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".tmp");
    try (FileChannel file =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      // Closed with the channel.
      BufferedWriter writer =
          new BufferedWriter(new OutputStreamWriter(Channels.newOutputStream(file), UTF_8));
      writer.write(header + VERSION + "\n");
      for (String line : lines) {
        writer.write(line);
        writer.write('\n');
      }
      writer.write(END + lines.size() + "\n");
      writer.flush();
      file.force(true);
    }
    replace(next);
  }

  private void replace(Path next) throws IOException {
    try {
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Puts the file aside, so that it is not written over.
   *
   * @return where it is now
   */
  Path putAside() throws IOException {
    for (int i = 1; i <= MOST_KEPT_ASIDE; i++) {
      Path aside = path.resolveSibling(path.getFileName() + ".broken-" + i);
      if (!Files.exists(aside)) {
        return Files.move(path, aside);
      }
    }
    throw new IOException("there are " + MOST_KEPT_ASIDE + " broken files already");
  }
}
