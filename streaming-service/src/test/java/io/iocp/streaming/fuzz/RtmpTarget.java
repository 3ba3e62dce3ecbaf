package io.iocp.streaming.fuzz;

import io.iocp.streaming.ingest.rtmp.protocol.PublishActions;
import io.iocp.streaming.ingest.rtmp.protocol.PublishRequest;
import io.iocp.streaming.ingest.rtmp.protocol.PublishSession;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.mp4.FragmentWriter;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session of RTMP behind its handshake: chunks, commands in AMF, and the tags of FLV in them. */
public final class RtmpTarget {

  private static final byte[] RANDOM = new byte[PublishSession.RANDOM_BYTES];
  private static final ByteBuffer HANDSHAKE =
      ByteBuffer.allocate(1 + 2 * 1536).put(0, (byte) 3).asReadOnlyBuffer();
  private static final int ACKNOWLEDGEMENT = 3;
  private static final int TYPE_OFFSET = 7;

  private RtmpTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Cuts cuts = new Cuts(input);
    Session whole = new Session();
    cuts.whole(whole);
    Session cut = new Session();
    cuts.pieces(cut);
    String first = whole.end(input.length);
    String second = cut.end(input.length);
    if (!first.equals(second)) {
      throw new AssertionError("whole: " + first + "\ncut:   " + second);
    }
  }

  private static final class Session implements Consumer<ByteBuffer>, PublishActions {

    private final CollectingMemory memory = new CollectingMemory(1 << 22);
    private final PublishSession session =
        new PublishSession(ReaderContract.TIGHT, memory, 0, RANDOM, this);
    private final ChunkDigest sink = new ChunkDigest();
    private final Digest sent = new Digest();
    private ReadOutcome outcome;
    private @Nullable PublishRequest request;
    private int sentBytes;
    private int ends;

    Session() {
      outcome = session.receive(HANDSHAKE.duplicate());
      sentBytes = 0;
    }

    @Override
    public void accept(ByteBuffer piece) {
      if (outcome.consumed()) {
        outcome = session.receive(piece);
        ReaderContract.require(!outcome.consumed() || !piece.hasRemaining(), "all input is taken");
      }
    }

    String end(long inputBytes) {
      ReaderContract.require(sentBytes <= 4096 + inputBytes * 64, "bounded answers");
      ReaderContract.require(ends <= 1, "ended once");
      session.close();
      ReaderContract.require(memory.takenBytes() == 0, "memory is given back");
      return outcome
          + " asked "
          + request
          + " ended "
          + ends
          + " sent "
          + Long.toHexString(sent.value())
          + " "
          + Long.toHexString(sink.value(outcome.consumed()));
    }

    @Override
    public void send(ByteBuffer bytes) {
      sentBytes += bytes.remaining();
      // How often what came is acknowledged depends on how it came.
      if (bytes.remaining() <= TYPE_OFFSET || bytes.get(TYPE_OFFSET) != ACKNOWLEDGEMENT) {
        sent.add(bytes);
      }
    }

    @Override
    public void publish(PublishRequest asked) {
      ReaderContract.require(request == null, "asked once");
      request = asked;
      session.accept(new FragmentWriter().into(sink));
    }

    @Override
    public void ended() {
      ends++;
    }
  }
}
