package io.iocp.streaming.demo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Compresses pictures with the JDK's own writer, into one buffer that is used again. For one thread
 * at a time.
 */
final class JpegEncoder implements AutoCloseable {

  private final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
  private final ImageWriteParam parameters = writer.getDefaultWriteParam();
  private final Output output = new Output();

  JpegEncoder(float quality) {
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(quality);
  }

  /** Returns the compressed picture, valid until the next call. */
  ByteBuffer encode(BufferedImage image) {
    output.reset();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(output)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException("JPEG compression into memory failed", e);
    }
    return output.view();
  }

  @Override
  public void close() {
    writer.dispose();
  }

  /** Gives a view of its bytes where {@code toByteArray} would copy them. */
  private static final class Output extends ByteArrayOutputStream {

    Output() {
      super(64 * 1024);
    }

    ByteBuffer view() {
      return ByteBuffer.wrap(buf, 0, count).asReadOnlyBuffer();
    }
  }
}
