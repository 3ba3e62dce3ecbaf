package io.iocp.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One directory of files, without any below it. What is being received is {@code .name.part}, which
 * no name can ask for, until it is complete; then it is moved in one step. Links are not followed.
 * Any thread that may wait for the disk.
 */
final class FileStore {

  private static final String PART = ".part";

  // What is left of the disk for others, and for what nobody has thought of.
  private static final long RESERVE_BYTES = 1L << 30;
  private static final int RESERVE_DIVISOR = 20;

  private final Path directory;
  private final Disk disk;

  /** What a disk has room for. */
  interface Disk {

    long totalBytes() throws IOException;

    long usableBytes() throws IOException;
  }

  /** A part of a file, with its last byte's time. */
  record Part(String name, long bytes, Instant written) {}

  /**
   * @param directory made if it is not there
   * @throws IOException when it cannot be made, or is none
   */
  FileStore(Path directory) throws IOException {
    this(directory, diskOf(directory));
  }

  private static Disk diskOf(Path directory) {
    return new Disk() {
      @Override
      public long totalBytes() throws IOException {
        return Files.getFileStore(directory).getTotalSpace();
      }

      @Override
      public long usableBytes() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
      }
    };
  }

  FileStore(Path directory, Disk disk) throws IOException {
    this.disk = disk;
    Files.createDirectories(directory);
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
    this.directory = directory.toRealPath();
  }

  /**
   * Why no file here may be called that; empty if one may. With the locale C, as in many
   * containers, Java 17 writes names in ASCII only.
   */
  Optional<String> whyInvalid(String name) {
    try {
      Optional<String> problem = FileName.whyInvalid(name);
      return problem.isPresent() || directory.equals(directory.resolve(name).getParent())
          ? problem
          : Optional.of("file name escapes the directory");
    } catch (InvalidPathException e) {
      return Optional.of("the server's locale cannot encode the file name");
    }
  }

  /**
   * A file that can be sent.
   *
   * @param name valid
   * @throws NoSuchFileException when there is none
   */
  Path readable(String name) throws IOException {
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(name);
    }
    return file;
  }

  boolean exists(String name) {
    return Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  /** Opens what is there of a file that is to be received, or begins it. */
  FileChannel openPart(String name) throws IOException {
    return FileChannel.open(
        part(name),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS);
  }

  /** The part is complete and closed: it becomes the file, instead of one that may be there. */
  void complete(String name) throws IOException {
    Files.move(part(name), directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  void deletePart(String name) throws IOException {
    Files.deleteIfExists(part(name));
  }

  /**
   * Bytes that may still be written: a twentieth of the disk, or a gigabyte if that is less, stays
   * free.
   */
  long roomBytes() throws IOException {
    return disk.usableBytes() - Math.min(RESERVE_BYTES, disk.totalBytes() / RESERVE_DIVISOR);
  }

  /** Names of the files of which there is a part that is older than that. */
  List<String> partsNotWrittenSince(Instant oldest) throws IOException {
    return parts().stream()
        .filter(part -> part.written().isBefore(oldest))
        .map(Part::name)
        .toList();
  }

  /** The parts that are there, the oldest first. */
  List<Part> parts() throws IOException {
    List<Part> found = new ArrayList<>();
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(directory, this::isPart)) {
      for (Path part : parts) {
        String file = part.getFileName().toString();
        String name = file.substring(1, file.length() - PART.length());
        if (whyInvalid(name).isEmpty()) {
          BasicFileAttributes attributes =
              Files.readAttributes(part, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
          found.add(new Part(name, attributes.size(), attributes.lastModifiedTime().toInstant()));
        }
      }
    } catch (NoSuchFileException e) {
      // Complete, or gone, meanwhile: what was found so far will do.
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    found.sort(Comparator.comparing(Part::written));
    return found;
  }

  /**
   * Files that can be sent, in the order of their names' UTF-16 code units.
   *
   * @param after the name before the first one; null for the beginning
   * @param most how many, at least one
   */
  List<FileMessage.Listed> list(@Nullable String after, int most) throws IOException {
    // No more than asked for is held, whatever the directory holds.
    TreeSet<String> names = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if ((after == null || name.compareTo(after) > 0)
            && whyInvalid(name).isEmpty()
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          names.add(name);
          if (names.size() > most) {
            names.pollLast();
          }
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    List<FileMessage.Listed> page = new ArrayList<>(names.size());
    for (String name : names) {
      try {
        page.add(new FileMessage.Listed(name, Files.size(directory.resolve(name))));
      } catch (NoSuchFileException e) {
        // Gone meanwhile.
      }
    }
    return page;
  }

  private boolean isPart(Path path) {
    String file = path.getFileName().toString();
    return file.startsWith(".")
        && file.endsWith(PART)
        && file.length() > 1 + PART.length()
        && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  private Path part(String name) {
    return directory.resolve("." + name + PART);
  }
}
