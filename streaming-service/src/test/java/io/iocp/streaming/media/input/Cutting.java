package io.iocp.streaming.media.input;

import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.MediaWarning;
import io.iocp.streaming.media.ReadOutcome;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/**
 * A stream read to its end or to its refusal, with everything that came out. Checks the order of
 * the sink's calls on the way.
 */
public final class Cutting implements ChunkSink {

  /** A completed chunk. */
  public record Chunk(int segment, boolean keyframe, String hex) {}

  /** An init segment. */
  public record Segment(MediaFormat format, String hex) {}

  public final List<Segment> segments = new ArrayList<>();
  public final List<Chunk> chunks = new ArrayList<>();

  /** Decode times of pictures, as they were told. */
  public final List<Long> pictureMicros = new ArrayList<>();

  /** When chunks were captured, as it was told, with the number of the chunk. */
  public final Map<Integer, Long> capturedMicros = new TreeMap<>();

  private final ByteArrayOutputStream open = new ByteArrayOutputStream();
  private boolean isOpen;
  private boolean keyframe;
  private ReadOutcome outcome = ReadOutcome.CONSUMED;
  private long damagedPictures;
  private List<MediaWarning> warnings = List.of();

  private Cutting() {}

  /** Reads a stream in one piece. */
  public static Cutting of(byte[] stream) {
    return of(stream, MediaLimits.DEFAULTS, () -> Math.max(1, stream.length));
  }

  /** Reads a stream in pieces of these sizes. */
  public static Cutting of(byte[] stream, MediaLimits limits, IntSupplier pieceBytes) {
    Cutting cutting = new Cutting();
    MediaReader reader = new MediaReader(limits, new CollectingMemory(64 << 20), () -> 0);
    // Direct memory, as the transport hands it up.
    ByteBuffer memory = ByteBuffer.allocateDirect(stream.length).put(stream).flip();
    while (memory.hasRemaining() && cutting.outcome.consumed()) {
      int size = Math.min(pieceBytes.getAsInt(), memory.remaining());
      ByteBuffer piece = memory.slice(memory.position(), size);
      cutting.outcome = reader.read(piece, cutting);
      require(!cutting.outcome.consumed() || !piece.hasRemaining(), "all input is taken");
      memory.position(memory.position() + size);
    }
    cutting.damagedPictures = reader.damagedPictures();
    cutting.warnings = reader.warnings();
    return cutting;
  }

  public ReadOutcome outcome() {
    return outcome;
  }

  public long damagedPictures() {
    return damagedPictures;
  }

  public List<MediaWarning> warnings() {
    return warnings;
  }

  public List<Integer> keyframes() {
    return IntStream.range(0, chunks.size()).filter(i -> chunks.get(i).keyframe()).boxed().toList();
  }

  /** What a viewer receives who gets the init segment and the chunks from this one on. */
  public byte[] from(int firstChunk) {
    StringBuilder hex = new StringBuilder(segments.get(0).hex());
    chunks.subList(firstChunk, chunks.size()).forEach(chunk -> hex.append(chunk.hex()));
    return HexFormat.of().parseHex(hex);
  }

  /** All that came out, of an incomplete last chunk only if it may still be continued. */
  public String everything() {
    String rest = outcome.consumed() ? isOpen + hex(open.toByteArray()) : "";
    return segments + "\n" + chunks + "\n" + rest + "\n" + outcome + damagedPictures + warnings;
  }

  @Override
  public void initSegment(MediaFormat format, ByteBuffer bytes) {
    require(!isOpen, "no init segment inside a chunk");
    segments.add(new Segment(format, hex(take(bytes))));
  }

  @Override
  public void picture(long decodeMicros, long presentationMicros) {
    pictureMicros.add(decodeMicros);
  }

  @Override
  public void captured(long unixMicros) {
    require(!isOpen, "it is told in front of the chunk");
    capturedMicros.put(chunks.size(), unixMicros);
  }

  @Override
  public void beginChunk(boolean keyframe) {
    require(!isOpen && !segments.isEmpty(), "a chunk begins after an init segment or a chunk");
    isOpen = true;
    this.keyframe = keyframe;
    open.reset();
  }

  @Override
  public void append(ByteBuffer piece) {
    require(isOpen && piece.hasRemaining(), "pieces belong to a chunk and are not empty");
    open.writeBytes(take(piece));
  }

  @Override
  public void endChunk() {
    require(isOpen, "a chunk that ends has begun");
    isOpen = false;
    chunks.add(new Chunk(segments.size() - 1, keyframe, hex(open.toByteArray())));
  }

  @Override
  public void discardChunk() {
    require(isOpen, "a chunk that is given up has begun");
    isOpen = false;
    open.reset();
  }

  private static byte[] take(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new AssertionError("broken rule: " + rule);
    }
  }
}
