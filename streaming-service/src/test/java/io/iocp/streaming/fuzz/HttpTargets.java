package io.iocp.streaming.fuzz;

import io.iocp.http.protocol.BodyReader;
import io.iocp.http.protocol.HeadLimits;
import io.iocp.http.protocol.HttpRefusal;
import io.iocp.http.protocol.RequestHead;
import io.iocp.http.protocol.RequestParser;
import io.iocp.http.protocol.RequestResult;
import io.iocp.http.protocol.ResponseParser;
import io.iocp.http.protocol.ResponseStart;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Requests one behind the other on one connection, chunks, and responses with their bodies. */
final class HttpTargets {

  private static final HeadLimits LIMITS = new HeadLimits(128, 128, 16, 1024);

  private HttpTargets() {}

  /** Requests with their bodies. */
  public static final class Requests {
    public static void fuzzerTestOneInput(byte[] input) {
      agree(new Cuts(input), new RequestsRead(), new RequestsRead());
    }
  }

  /** The chunked coding. */
  public static final class Chunks {
    public static void fuzzerTestOneInput(byte[] input) {
      agree(new Cuts(input), new BodyRead(RequestHead.CHUNKED), new BodyRead(RequestHead.CHUNKED));
    }
  }

  /** The response of a server that a stream is fetched from, or of the one inside. */
  public static final class Responses {
    public static void fuzzerTestOneInput(byte[] input) {
      agree(new Cuts(input), new ResponseRead(), new ResponseRead());
    }
  }

  private static void agree(Cuts cuts, Consumer<ByteBuffer> first, Consumer<ByteBuffer> second) {
    cuts.whole(first);
    cuts.pieces(second);
    if (!first.toString().equals(second.toString())) {
      throw new AssertionError("whole: " + first + "\ncut:   " + second);
    }
  }

  /** A body; what is behind it is left. */
  private static final class BodyRead implements Consumer<ByteBuffer> {

    private final BodyReader reader;
    private final Digest digest = new Digest();
    private BodyReader.Outcome outcome = BodyReader.Outcome.INCOMPLETE;
    private long taken;

    BodyRead(long length) {
      reader = new BodyReader(length);
      outcome = reader.read(ByteBuffer.allocate(0), piece -> {});
    }

    @Override
    public void accept(ByteBuffer input) {
      if (outcome == BodyReader.Outcome.INCOMPLETE) {
        int before = input.position();
        outcome = reader.read(input, this::piece);
        ReaderContract.require(
            outcome != BodyReader.Outcome.INCOMPLETE || !input.hasRemaining(), "input is taken");
        ReaderContract.require(
            (outcome == BodyReader.Outcome.MALFORMED) != reader.reason().isEmpty(), "a reason");
        taken += input.position() - before;
      }
    }

    private void piece(ByteBuffer piece) {
      ReaderContract.require(piece.hasRemaining(), "no empty piece");
      digest.add(piece);
    }

    boolean isComplete() {
      return outcome == BodyReader.Outcome.COMPLETE;
    }

    @Override
    public String toString() {
      return outcome + reader.reason() + " after " + taken + " " + digest.value();
    }
  }

  private static final class RequestsRead implements Consumer<ByteBuffer> {

    private final StringBuilder told = new StringBuilder();
    private RequestParser parser = new RequestParser(LIMITS);
    private @Nullable BodyRead body;

    @Override
    public void accept(ByteBuffer input) {
      while (input.hasRemaining()) {
        if (body == null) {
          head(parser.read(input), input);
        } else {
          body.accept(input);
          if (!body.isComplete()) {
            return;
          }
        }
        if (body != null && body.isComplete()) {
          told.append(body).append('\n');
          body = null;
          parser = new RequestParser(LIMITS);
        }
      }
    }

    private void head(RequestResult result, ByteBuffer input) {
      if (result instanceof RequestHead head) {
        told.append(head).append(head.headers().asMap()).append('\n');
        body = new BodyRead(head.contentLength());
        ReaderContract.require(
            told.chars().noneMatch(c -> c == '\r' || c == 0), "no line ends within a head");
      } else {
        ReaderContract.require(!input.hasRemaining(), "all input is taken");
        if (result instanceof HttpRefusal refusal) {
          ReaderContract.require(refusal.status() / 100 >= 4, "a refusal is an error");
        }
      }
    }

    @Override
    public String toString() {
      RequestResult last = body == null ? parser.read(ByteBuffer.allocate(0)) : null;
      return told + "" + body + last;
    }
  }

  private static final class ResponseRead implements Consumer<ByteBuffer> {

    private final ResponseParser parser = new ResponseParser(LIMITS, "GET");
    private @Nullable ResponseStart start;
    private @Nullable BodyRead body;

    @Override
    public void accept(ByteBuffer input) {
      if (start == null) {
        start = parser.read(input);
        if (start != null && start.length() != ResponseStart.UNTIL_CLOSE) {
          body = new BodyRead(start.length());
        }
      }
      if (body != null) {
        body.accept(input);
      }
    }

    @Override
    public String toString() {
      String fields = start == null ? "" : start.headers().asMap().toString();
      return parser.hasFailed() + " " + start + fields + body;
    }
  }
}
