package io.iocp.streaming.media.input;

import io.iocp.streaming.media.ByteAccumulator;
import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.ContainerReader;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.flv.FlvReader;
import io.iocp.streaming.media.jpeg.JpegReader;
import io.iocp.streaming.media.mp4.BoxType;
import io.iocp.streaming.media.mp4.FragmentedMp4Reader;
import io.iocp.streaming.media.webm.EbmlId;
import io.iocp.streaming.media.webm.WebmReader;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Recognises the container of a stream from its first bytes and cuts the stream into init segment
 * and chunks.
 *
 * <p>Accepted are fragmented MP4 (ISO/IEC 14496-12), WebM (and Matroska with WebM's codecs), FLV,
 * and JPEG pictures one after the other. Where the input is cut makes no difference. FLV becomes
 * fragmented MP4, a fragment a sample; media bytes of the others are handed on as slices of the
 * input, without a copy, as they arrive.
 *
 * <p>One reader reads one stream. Not thread-safe: one caller at a time.
 */
public final class MediaReader {

  /** All that is needed to tell the containers apart: size and type of the first MP4 box. */
  private static final int SIGNATURE_BYTES = 8;

  private final MediaLimits limits;
  private final CollectingMemory memory;
  private final ByteAccumulator signature;
  private Optional<ContainerReader> container = Optional.empty();
  private ReadOutcome outcome = ReadOutcome.CONSUMED;

  /**
   * Creates a reader for one stream.
   *
   * @param memory shared by all readers
   */
  public MediaReader(MediaLimits limits, CollectingMemory memory) {
    this.limits = limits;
    this.memory = memory;
    this.signature = new ByteAccumulator(memory);
  }

  /** Gives memory back; nothing may be read any more. */
  public void close() {
    container.ifPresent(ContainerReader::close);
  }

  /**
   * Reads the next bytes of the stream.
   *
   * @param input any piece of the stream; taken to its limit unless the outcome is a refusal
   * @param sink called for all that these bytes complete or continue
   * @return whether reading may go on, or why the stream is refused; a refusal is final and is
   *     repeated for all further input
   */
  public ReadOutcome read(ByteBuffer input, ChunkSink sink) {
    if (outcome.consumed() && container.isEmpty()) {
      outcome = recognise(input, sink);
    }
    if (outcome.consumed() && container.isPresent()) {
      outcome = container.get().read(input, sink);
    }
    return outcome;
  }

  private ReadOutcome recognise(ByteBuffer input, ChunkSink sink) {
    if (!signature.fill(input, SIGNATURE_BYTES)) {
      return ReadOutcome.CONSUMED;
    }
    container = readerFor(signature.bytes());
    if (container.isEmpty()) {
      return ReadOutcome.unknownContainer(signature.bytes());
    }
    return container.get().read(signature.bytes(), sink);
  }

  private Optional<ContainerReader> readerFor(ByteBuffer start) {
    if (start.getInt(0) == EbmlId.EBML) {
      return Optional.of(new WebmReader(limits, memory));
    }
    if (start.getInt(0) >>> 8 == JpegReader.SIGNATURE) {
      return Optional.of(new JpegReader(limits));
    }
    if (start.getInt(0) >>> 8 == FlvReader.SIGNATURE) {
      return Optional.of(new RemuxingReader(new FlvReader(limits, memory)));
    }
    if (BoxType.isTopLevel(start.getInt(Integer.BYTES))) {
      return Optional.of(new FragmentedMp4Reader(limits, memory));
    }
    return Optional.empty();
  }
}
