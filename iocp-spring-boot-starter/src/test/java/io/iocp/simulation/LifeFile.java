package io.iocp.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is a message. */
final class LifeFile {

  static final Message MESSAGE = new Message(1_000_000, 70_000);
  static final Path PATH = create();

  private LifeFile() {}

  private static Path create() {
    try {
      Path path = Files.createTempFile("life", ".message");
      path.toFile().deleteOnExit();
      return Files.write(path, MESSAGE.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
