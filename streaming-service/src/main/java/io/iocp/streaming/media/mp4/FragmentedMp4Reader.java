package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteAccumulator;
import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.ContainerReader;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.MediaWarning;
import io.iocp.streaming.media.MediaWarnings;
import io.iocp.streaming.media.Pieces;
import io.iocp.streaming.media.ReadOutcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Cuts fragmented MP4 (ISO/IEC 14496-12). Boxes are collected until it is known what they lead to:
 *
 * <pre>
 *   ftyp … moov                          an init segment
 *   [styp|sidx|emsg|prft]* moof … mdat   a chunk; from the mdat's body on it is passed through
 *   mdat, mfra without a moof before     a chunk that is no keyframe (more of the last fragment)
 * </pre>
 *
 * <p>A chunk ends with its mdat, not when the next fragment starts: with one frame a fragment,
 * waiting would cost a frame of delay. All bytes go out as they came, with two exceptions, because
 * browsers refuse what the standard allows: a box of a type that does not belong at the top level
 * keeps its place as a {@code free} box, and an mdat without a size, which runs to the end, is
 * given the size that its fragment's samples add up to.
 *
 * <p>A chunk is a keyframe when a viewer can start anywhere in it. The first picture of H.264 and
 * H.265 is asked itself where its first bytes are near the start of the mdat (see {@link
 * PictureStart}); of all others the container's flags are believed. A recovery point counts as a
 * keyframe, as containers have it: most players start there. Chromium waits for an IDR picture,
 * which the publisher is warned of.
 */
public final class FragmentedMp4Reader implements ContainerReader {

  private static final int HEADER_BYTES = 8;
  private static final int LARGE_HEADER_BYTES = 16;
  private static final int TYPE_OFFSET = 4;

  /** How far behind the start of an mdat a picture is looked at. */
  private static final int MAX_PROBE_OFFSET = 2048;

  private static final long UNKNOWN = -1;

  private enum Step {
    HEADER,
    BODY,
    /** Collects the first bytes of a picture. */
    PROBE
  }

  private final MediaLimits limits;
  private final ByteAccumulator head;
  private final MediaWarnings warnings = new MediaWarnings();

  private Optional<Mp4Fragment> fragments = Optional.empty();
  private Optional<Mp4Track> pictures = Optional.empty();

  /** Where {@link #head} starts in the stream. */
  private long headAt;

  /** Where the current box starts in {@link #head}, and what is awaited before going on. */
  private int boxOffset;

  private int targetBytes = HEADER_BYTES;
  private Step step = Step.HEADER;

  /** Where the only fragment that is collected starts in {@link #head}; unknown with several. */
  private long fragmentOffset = UNKNOWN;

  private boolean fragmentPending;
  private boolean fragmentSeen;
  private boolean keyframe;
  private long capturedMicros = ProducerReferenceTime.UNKNOWN;

  private Optional<PictureStart> probe = Optional.empty();
  private int probeOffset;

  /** Bytes of the mdat's body, from where it starts in {@link #head}. */
  private long bodyBytes;

  private int bodyOffset;

  /** Bytes of the open chunk that are still to be passed through. */
  private long passBytes;

  public FragmentedMp4Reader(MediaLimits limits, CollectingMemory memory) {
    this.limits = limits;
    this.head = new ByteAccumulator(memory);
  }

  @Override
  public void close() {
    head.clear();
  }

  @Override
  public List<MediaWarning> warnings() {
    return warnings.list();
  }

  @Override
  public ReadOutcome read(ByteBuffer input, ChunkSink sink) {
    while (true) {
      if (passBytes > 0) {
        int passed = Pieces.pass(input, passBytes, sink);
        passBytes -= passed;
        headAt += passed;
        if (passBytes > 0) {
          return ReadOutcome.CONSUMED;
        }
        sink.endChunk();
      }
      if (!head.fill(input, targetBytes)) {
        return head.isExhausted() ? ReadOutcome.OUT_OF_MEMORY : ReadOutcome.CONSUMED;
      }
      ReadOutcome outcome =
          switch (step) {
            case HEADER -> headerComplete(sink);
            case BODY -> boxComplete(sink);
            case PROBE -> probe(sink);
          };
      if (!outcome.consumed()) {
        return outcome;
      }
    }
  }

  private ReadOutcome headerComplete(ChunkSink sink) {
    ByteView header = head.view(boxOffset);
    long sizeBytes = header.u32();
    int type = header.i32();
    int headerBytes = HEADER_BYTES;
    if (BoxType.text(type).indexOf('?') >= 0) {
      ByteBuffer start = head.bytes().position(boxOffset);
      return ReadOutcome.notAnElement("MP4", "box", start, headAt + boxOffset);
    }
    if (sizeBytes == 1) {
      headerBytes = LARGE_HEADER_BYTES;
      if (header.remaining() < Long.BYTES) {
        targetBytes = boxOffset + headerBytes;
        return ReadOutcome.CONSUMED;
      }
      sizeBytes = header.i64();
    }
    if (sizeBytes == 0) {
      sizeBytes = type == BoxType.MDAT ? sizeOfSamples() : UNKNOWN;
      if (sizeBytes < headerBytes || sizeBytes > Integer.MAX_VALUE) {
        return ReadOutcome.unsupported(box(type) + " has no size and cannot be cut into chunks");
      }
      head.bytes().putInt(boxOffset, (int) sizeBytes);
    }
    if (sizeBytes < headerBytes) {
      return ReadOutcome.malformed(box(type) + " is shorter than its header");
    }
    if (type == BoxType.MDAT || type == BoxType.MFRA) {
      return mediaData(type, sizeBytes, headerBytes, sink);
    }
    return collect(type, sizeBytes);
  }

  /** How large the mdat that starts here must be to hold its fragment's samples. */
  private long sizeOfSamples() {
    if (!fragmentPending || fragmentOffset == UNKNOWN || fragments.isEmpty()) {
      return UNKNOWN;
    }
    return fragments.get().mediaEnd() - (boxOffset - fragmentOffset);
  }

  private ReadOutcome mediaData(int type, long sizeBytes, int headerBytes, ChunkSink sink) {
    if (fragments.isEmpty() || !fragmentSeen) {
      return ReadOutcome.notFragmented();
    }
    if (sizeBytes > limits.maxChunkBytes() - boxOffset) {
      return ReadOutcome.tooLarge(
          "fragment ending in " + box(type), sizeBytes, limits.maxChunkBytes());
    }
    bodyOffset = boxOffset + headerBytes;
    bodyBytes = sizeBytes - headerBytes;
    probe = type == BoxType.MDAT ? newProbe(fragments.get()) : Optional.empty();
    return probe(sink);
  }

  /** Something to look at, if the fragment's first picture lies near the start of this mdat. */
  private Optional<PictureStart> newProbe(Mp4Fragment fragment) {
    if (!fragmentPending || fragmentOffset == UNKNOWN || fragment.firstPictureOffset() < 0) {
      return Optional.empty();
    }
    long offset = fragmentOffset + fragment.firstPictureOffset();
    if (offset < bodyOffset || offset > bodyOffset + Math.min(bodyBytes, MAX_PROBE_OFFSET)) {
      return Optional.empty();
    }
    probeOffset = (int) offset;
    long sampleBytes = Math.min(fragment.firstPictureBytes(), bodyOffset + bodyBytes - offset);
    return pictures
        .filter(track -> track.nalLengthBytes() > 0 && track.nalLengthBytes() < sampleBytes)
        .map(track -> new PictureStart(track, sampleBytes));
  }

  /** Looks at the picture as far as it is here, and begins the chunk when all is known. */
  private ReadOutcome probe(ChunkSink sink) {
    if (probe.isPresent()) {
      int wanted = head.size() < probeOffset ? 1 : probe.get().look(head.view(probeOffset));
      if (wanted > 0) {
        targetBytes = probeOffset + wanted;
        step = Step.PROBE;
        return ReadOutcome.CONSUMED;
      }
      believe(probe.get().kind());
      probe = Optional.empty();
    }
    beginChunk(sink);
    return ReadOutcome.CONSUMED;
  }

  /** What the first picture says of itself counts for more than what the container says of it. */
  private void believe(PictureStart.Kind kind) {
    Mp4Fragment fragment = fragments.orElseThrow();
    switch (kind) {
      case UNKNOWN -> {
        // The container's flags stand.
      }
      case RANDOM_ACCESS -> keyframe = true;
      case RECOVERY_POINT -> {
        keyframe = true;
        warnings.add(
            MediaWarning.Kind.RECOVERY_POINTS,
            "keyframes are recovery points, not IDR pictures: Chrome and Edge cannot start there");
      }
      case DEPENDENT -> {
        if (fragment.firstPictureIsSync()) {
          // Then the flags of the pictures behind it say nothing either.
          keyframe = false;
          warnings.add(
              MediaWarning.Kind.FALSE_KEYFRAMES,
              "MP4 marks pictures as keyframes that cannot be decoded independently");
        }
      }
    }
  }

  private void beginChunk(ChunkSink sink) {
    if (fragmentPending) {
      warnings.chunk(keyframe);
    }
    if (capturedMicros != ProducerReferenceTime.UNKNOWN) {
      sink.captured(capturedMicros);
      capturedMicros = ProducerReferenceTime.UNKNOWN;
    }
    sink.beginChunk(keyframe);
    sink.append(head.bytes());
    fragmentPending = false;
    keyframe = false;
    passBytes = bodyBytes - (head.size() - bodyOffset);
    if (passBytes == 0) {
      sink.endChunk();
    }
    restart();
  }

  private ReadOutcome collect(int type, long sizeBytes) {
    if (type == BoxType.MOOF && fragments.isEmpty()) {
      return ReadOutcome.malformed(
          "MP4 fragment before its init segment: start with ftyp and moov");
    }
    if (type == BoxType.MOOV && fragmentPending) {
      return ReadOutcome.malformed(box(type) + " is between moof and mdat");
    }
    if (sizeBytes > limits.maxHeaderBytes() - boxOffset) {
      return ReadOutcome.tooLarge(
          "header ending in " + box(type), sizeBytes, limits.maxHeaderBytes());
    }
    if (!BoxType.isTopLevel(type)) {
      head.bytes().putInt(boxOffset + TYPE_OFFSET, BoxType.FREE);
    }
    targetBytes = boxOffset + (int) sizeBytes;
    step = Step.BODY;
    return ReadOutcome.CONSUMED;
  }

  private ReadOutcome boxComplete(ChunkSink sink) {
    ByteView boxes = head.view(boxOffset);
    Box box = Box.next(boxes);
    if (box != null && box.type() == BoxType.MOOV) {
      return initSegment(box.body(), sink);
    }
    if (box != null && box.type() == BoxType.MOOF && fragments.isPresent()) {
      Mp4Fragment fragment = fragments.get();
      ReadOutcome outcome = fragment.read(box.body(), headAt + boxOffset, sink);
      keyframe |=
          pictures.isEmpty() || fragment.firstPictureIsSync() || fragment.laterPictureIsSync();
      fragmentOffset = fragmentPending ? UNKNOWN : boxOffset;
      fragmentPending = true;
      fragmentSeen = true;
      nextBoxAt(head.size());
      return outcome;
    }
    if (box != null && box.type() == BoxType.PRFT) {
      capturedMicros = earlier(capturedMicros, ProducerReferenceTime.unixMicros(box.body()));
    }
    nextBoxAt(head.size());
    return ReadOutcome.CONSUMED;
  }

  /** Each track may have a time of its own. */
  private static long earlier(long known, long other) {
    if (known == ProducerReferenceTime.UNKNOWN || other == ProducerReferenceTime.UNKNOWN) {
      return known == ProducerReferenceTime.UNKNOWN ? other : known;
    }
    return Math.min(known, other);
  }

  private ReadOutcome initSegment(ByteView moov, ChunkSink sink) {
    Mp4Movie movie = new Mp4Movie(warnings);
    ReadOutcome outcome = movie.read(moov, headAt + boxOffset);
    if (outcome.consumed()) {
      fragments = Optional.of(new Mp4Fragment(movie));
      pictures = Optional.ofNullable(movie.pictures());
      fragmentSeen = false;
      sink.initSegment(movie.format(), head.bytes());
      restart();
    }
    return outcome;
  }

  private String box(int type) {
    return "MP4 box " + BoxType.text(type) + " at byte " + (headAt + boxOffset);
  }

  private void restart() {
    headAt += head.size();
    head.clear();
    nextBoxAt(0);
  }

  private void nextBoxAt(int offset) {
    boxOffset = offset;
    targetBytes = offset + HEADER_BYTES;
    step = Step.HEADER;
  }
}
