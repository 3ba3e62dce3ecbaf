package io.iocp.streaming.media.input;

import io.iocp.streaming.media.ByteAccumulator;
import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.ContainerReader;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.MediaWarning;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.annexb.AnnexBReader;
import io.iocp.streaming.media.flv.FlvReader;
import io.iocp.streaming.media.jpeg.JpegReader;
import io.iocp.streaming.media.mp4.BoxType;
import io.iocp.streaming.media.mp4.FragmentedMp4Reader;
import io.iocp.streaming.media.ts.TransportStreamReader;
import io.iocp.streaming.media.webm.EbmlId;
import io.iocp.streaming.media.webm.WebmReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Recognises the container of a stream from its first bytes and cuts the stream into init segment
 * and chunks.
 *
 * <p>Accepted are fragmented MP4 (ISO/IEC 14496-12), WebM (and Matroska with WebM's codecs),
 * MPEG-TS, FLV, raw H.264 and H.265 (Annex B), and JPEG pictures one after the other or as the
 * parts of a multipart stream. Where the input is cut makes no difference. MPEG-TS, FLV and raw
 * video become fragmented MP4, a fragment a sample; media bytes of the others are handed on as
 * slices of the input, without a copy, as they arrive.
 *
 * <p>One reader reads one stream. Not thread-safe: one caller at a time.
 */
public final class MediaReader {

  /** All that is needed to tell the containers apart: size and type of the first MP4 box. */
  private static final int SIGNATURE_BYTES = 8;

  /** Two packets of MPEG-TS have to start where they should. */
  private static final int TRANSPORT_SIGNATURE_BYTES = TransportStreamReader.PACKET_BYTES + 1;

  private final MediaLimits limits;
  private final CollectingMemory memory;
  private final LongSupplier arrivalMillis;
  private final ByteAccumulator signature;
  private int signatureBytes = SIGNATURE_BYTES;
  private Optional<ContainerReader> container = Optional.empty();
  private ReadOutcome outcome = ReadOutcome.CONSUMED;

  /**
   * Creates a reader for one stream.
   *
   * @param memory shared by all readers
   * @param arrivalMillis milliseconds that go on while bytes arrive: the time of streams that have
   *     none of their own
   */
  public MediaReader(MediaLimits limits, CollectingMemory memory, LongSupplier arrivalMillis) {
    this.limits = limits;
    this.memory = memory;
    this.arrivalMillis = arrivalMillis;
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

  /** Pictures that were dropped because they were damaged; the stream went on behind them. */
  public long damagedPictures() {
    return container.map(ContainerReader::damagedPictures).orElse(0L);
  }

  /** What will hurt viewers although it is not refused; grows while the stream is read. */
  public List<MediaWarning> warnings() {
    return container.map(ContainerReader::warnings).orElse(List.of());
  }

  /**
   * Bytes are missing before those that are read next. What was begun before them is damaged; a
   * container that can go on behind a loss does.
   */
  public void gap() {
    if (container.isPresent()) {
      container.get().gap();
    } else {
      signature.clear();
      signatureBytes = SIGNATURE_BYTES;
    }
  }

  /** Packets of MPEG-TS that are missing, by their counters. */
  public long lostPackets() {
    return container.map(ContainerReader::lostPackets).orElse(0L);
  }

  /**
   * The publisher has said goodbye: where only the start of the next frame would show the end of
   * the last, this one is complete now. Nothing is read afterwards.
   */
  public ReadOutcome flush(ChunkSink sink) {
    if (outcome.consumed() && container.isPresent()) {
      outcome = container.get().flush(sink);
    }
    return outcome;
  }

  private ReadOutcome recognise(ByteBuffer input, ChunkSink sink) {
    if (!signature.fill(input, signatureBytes)) {
      return ReadOutcome.CONSUMED;
    }
    if (signatureBytes == SIGNATURE_BYTES
        && TransportStreamReader.isPacketStart(signature.bytes())) {
      signatureBytes = TRANSPORT_SIGNATURE_BYTES;
      return recognise(input, sink);
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
    if (JpegReader.startsWith(start.getInt(0))) {
      return Optional.of(new JpegReader(limits));
    }
    if (start.getInt(0) >>> 8 == FlvReader.SIGNATURE) {
      return Optional.of(new RemuxingReader(new FlvReader(limits, memory)));
    }
    if (BoxType.isTopLevel(start.getInt(Integer.BYTES))) {
      return Optional.of(new FragmentedMp4Reader(limits, memory));
    }
    if (start.remaining() == TRANSPORT_SIGNATURE_BYTES
        && start.get(TransportStreamReader.PACKET_BYTES) == TransportStreamReader.SYNC) {
      return Optional.of(new RemuxingReader(new TransportStreamReader(limits, memory)));
    }
    if (AnnexBReader.isStart(start)) {
      return Optional.of(new RemuxingReader(new AnnexBReader(limits, memory, 0, arrivalMillis)));
    }
    return Optional.empty();
  }
}
