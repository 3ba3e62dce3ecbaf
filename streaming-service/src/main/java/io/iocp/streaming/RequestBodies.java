package io.iocp.streaming;

import io.iocp.time.NanoClock;
import jakarta.servlet.ServletException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of requests to the web port before anybody else does, so that whoever sends one
 * slowly, or never ends it, keeps few threads for a short time: {@value #AT_ONCE} bodies are read
 * at once, {@value #AT_ONCE_PER_ADDRESS} of them from one address, each of {@value #MAXIMUM_BYTES}
 * bytes at most, forms of {@value #MAXIMUM_FORM_BYTES}. Pages and health have no bodies and wait
 * for none. A body that is refused is not read to its end either.
 */
final class RequestBodies extends ValveBase {

  static final int AT_ONCE = 16;
  static final int AT_ONCE_PER_ADDRESS = 4;
  static final int MAXIMUM_BYTES = 1 << 20;
  static final int MAXIMUM_FORM_BYTES = 16 << 10;

  /** For the whole body; a single read may take as long as the connector lets it beyond that. */
  static final Duration DEADLINE = Duration.ofSeconds(10);

  private static final String RETRY_SECONDS = "5";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final NanoClock clock;
  private final LongAdder refused = new LongAdder();
  // Of bodies that are being read.
  private final AddressPlaces ofAddresses = new AddressPlaces(AT_ONCE_PER_ADDRESS);
  private final Semaphore ofAll = new Semaphore(AT_ONCE);

  RequestBodies(NanoClock clock) {
    super(true);
    this.clock = clock;
  }

  /** Bodies that were refused: too many at once, too large, too slow. */
  long refused() {
    return refused.sum();
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    org.apache.coyote.Request raw = request.getCoyoteRequest();
    long length = raw.getContentLengthLong();
    if (length == 0
        || (length < 0 && raw.getMimeHeaders().getHeader("Transfer-Encoding") == null)) {
      getNext().invoke(request, response);
      return;
    }
    int most = isForm(raw.getContentType()) ? MAXIMUM_FORM_BYTES : MAXIMUM_BYTES;
    if (length > most) {
      refuse(request, response, 413, "the body is too large");
      return;
    }
    String address = String.valueOf(request.getRemoteAddr());
    if (!begin(address)) {
      response.setHeader("Retry-After", RETRY_SECONDS);
      refuse(request, response, 503, "too many requests are being read: try again");
      return;
    }
    Body body = new Body(most);
    try {
      if (!body.readAll(raw)) {
        refuse(
            request, response, body.isTooLarge() ? 413 : 408, "the body is too large or too slow");
        return;
      }
    } catch (IOException e) {
      // It broke off, or nothing came for as long as the connector waits.
      refuse(request, response, 400, "the body did not come");
      return;
    } finally {
      end(address);
    }
    InputBuffer connection = raw.getInputBuffer();
    raw.setInputBuffer(body);
    try {
      getNext().invoke(request, response);
    } finally {
      raw.setInputBuffer(connection);
    }
  }

  private static boolean isForm(@Nullable String contentType) {
    return contentType != null && contentType.regionMatches(true, 0, FORM, 0, FORM.length());
  }

  /** Answers, and has the connection closed instead of what is left of the body read. */
  private void refuse(Request request, Response response, int status, String sentence)
      throws IOException {
    refused.increment();
    request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    response.setStatus(status);
    response.setHeader("Connection", "close");
    response.setContentType("text/plain;charset=utf-8");
    byte[] body = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private boolean begin(String address) {
    if (!ofAll.tryAcquire()) {
      return false;
    }
    if (!ofAddresses.take(address)) {
      ofAll.release();
      return false;
    }
    return true;
  }

  private void end(String address) {
    ofAddresses.give(address);
    ofAll.release();
  }

  /** A body that is here whole. One thread at a time. */
  private final class Body implements InputBuffer, ApplicationBufferHandler {

    private final int most;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private @Nullable ByteBuffer rest;
    private ByteBuffer piece = EMPTY_BUFFER;

    Body(int most) {
      this.most = most;
    }

    /** Answers whether all of it came, in time and no more than may. */
    boolean readAll(org.apache.coyote.Request from) throws IOException {
      long begun = clock.nanoTime();
      while (from.doRead(this) >= 0) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        read.writeBytes(bytes);
        if (isTooLarge() || clock.nanoTime() - begun > DEADLINE.toNanos()) {
          return false;
        }
      }
      rest = ByteBuffer.wrap(read.toByteArray());
      return true;
    }

    boolean isTooLarge() {
      return read.size() > most;
    }

    @Override
    public int doRead(ApplicationBufferHandler target) {
      ByteBuffer all = rest;
      rest = null;
      if (all == null || !all.hasRemaining()) {
        return -1;
      }
      target.setByteBuffer(all);
      return all.remaining();
    }

    @Override
    public int available() {
      return rest == null ? 0 : rest.remaining();
    }

    @Override
    public void setByteBuffer(ByteBuffer buffer) {
      piece = buffer;
    }

    @Override
    public ByteBuffer getByteBuffer() {
      return piece;
    }

    @Override
    public void expand(int size) {
      // Pieces are the connection's own.
    }
  }
}
