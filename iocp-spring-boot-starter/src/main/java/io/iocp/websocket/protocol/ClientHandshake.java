package io.iocp.websocket.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.iocp.http.protocol.HeadLimits;
import io.iocp.http.protocol.HeadReader;
import io.iocp.http.protocol.HttpFields;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of the opening handshake (RFC 6455, section 4.1): the request, and the check of
 * the server's answer. Not thread-safe; drop it after the handshake.
 */
public final class ClientHandshake {
  /** Length of the random bytes that a server's answer depends on. */
  public static final int NONCE_BYTES = AcceptKey.NONCE_BYTES;

  private static final List<String> ONLY_ONCE =
      List.of("Sec-WebSocket-Accept", "Sec-WebSocket-Protocol");

  private static final int MAX_INTERIM_ANSWERS = 8;

  /** The longest body of a refusal that is taken for the server's words. */
  private static final int MAX_SENTENCE_BYTES = 1 << 10;

  private final HandshakeOffer offer;
  private final String key;
  private final HeadLimits limits;
  private HeadReader head;
  private int interimAnswers;
  private HandshakeResult result = HandshakeResult.INCOMPLETE;

  // The server refuses, and its sentence is not whole yet.
  private @Nullable HandshakeFailure refusal;
  private ByteBuffer sentence = ByteBuffer.allocate(0);

  /**
   * @param nonce 16 random bytes, new for each connection
   */
  public ClientHandshake(HandshakeOffer offer, byte[] nonce, HeadLimits limits) {
    if (nonce.length != AcceptKey.NONCE_BYTES) {
      throw new IllegalArgumentException(
          "nonce must have " + AcceptKey.NONCE_BYTES + " bytes: " + nonce.length);
    }
    this.offer = offer;
    this.key = Base64.getEncoder().encodeToString(nonce);
    this.limits = limits;
    this.head = new HeadReader(HeadReader.Message.RESPONSE, limits);
  }

  /** The request to send. */
  public byte[] request() {
    StringBuilder request =
        new StringBuilder("GET ")
            .append(offer.target())
            .append(" HTTP/1.1\r\n")
            .append("Host: ")
            .append(offer.host())
            .append("\r\n")
            .append("Upgrade: websocket\r\n")
            .append("Connection: Upgrade\r\n")
            .append("Sec-WebSocket-Key: ")
            .append(key)
            .append("\r\n")
            .append("Sec-WebSocket-Version: 13\r\n");
    if (!offer.subprotocols().isEmpty()) {
      request
          .append("Sec-WebSocket-Protocol: ")
          .append(String.join(", ", offer.subprotocols()))
          .append("\r\n");
    }
    if (offer.compression()) {
      request.append("Sec-WebSocket-Extensions: ").append(DeflateParameters.OFFER).append("\r\n");
    }
    offer.headers().appendTo(request);
    return request.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  /**
   * Reads the server's answer from any cut of the byte stream: {@link HandshakeAccepted}, with the
   * input's position at the first frame, or a {@link HandshakeFailure}, which stays.
   */
  public HandshakeResult read(ByteBuffer input) {
    boolean more = true;
    while (more && result == HandshakeResult.INCOMPLETE && refusal == null) {
      HeadReader.State state = head.read(input);
      more = state == HeadReader.State.COMPLETE && isInterim(head.startLine());
      if (!more) {
        result =
            switch (state) {
              case INCOMPLETE -> HandshakeResult.INCOMPLETE;
              case FAILED -> misunderstood(head.failure().reason());
              case COMPLETE -> evaluate(head.startLine(), head.fields());
            };
      }
    }
    if (result == HandshakeResult.INCOMPLETE && refusal != null) {
      result = readSentence(input, refusal);
    }
    if (result instanceof HandshakeFailure) {
      input.position(input.limit());
    }
    return result;
  }

  /**
   * The connection has ended: a refusal counts although its sentence is cut off. Otherwise the
   * result stays what it was.
   */
  public HandshakeResult end() {
    if (result == HandshakeResult.INCOMPLETE && refusal != null) {
      result = withSentence(refusal);
    }
    return result;
  }

  private HandshakeResult readSentence(ByteBuffer input, HandshakeFailure of) {
    while (input.hasRemaining() && sentence.hasRemaining()) {
      sentence.put(input.get());
    }
    return sentence.hasRemaining() ? HandshakeResult.INCOMPLETE : withSentence(of);
  }

  private HandshakeFailure withSentence(HandshakeFailure of) {
    String words = UTF_8.decode(sentence.duplicate().flip()).toString().strip();
    return words.isEmpty() ? of : new HandshakeFailure(of.httpStatus(), words, of.headers());
  }

  /**
   * Whether another answer follows (RFC 9110, section 15.2). One that switches protocols is final,
   * and so is the one too many.
   */
  private boolean isInterim(String statusLine) {
    if (!statusLine.matches("HTTP/1\\.[1-9] 1\\d\\d( .*)?")
        || statusLine.startsWith("101", 9)
        || interimAnswers == MAX_INTERIM_ANSWERS) {
      return false;
    }
    interimAnswers++;
    head = new HeadReader(HeadReader.Message.RESPONSE, limits);
    return true;
  }

  private HandshakeResult evaluate(String statusLine, HttpFields fields) {
    if (!statusLine.matches("HTTP/1\\.[1-9] [1-5]\\d\\d( .*)?")) {
      return misunderstood("not an HTTP/1.1 status line");
    }
    int status = Integer.parseInt(statusLine.substring(9, 12));
    if (status != 101) {
      return refused(
          new HandshakeFailure(status, "the server answered " + statusLine.substring(9), fields));
    }
    if (!fields.hasElement("Upgrade", "websocket") || !fields.hasElement("Connection", "upgrade")) {
      return misunderstood("response does not upgrade to WebSocket");
    }
    for (String name : ONLY_ONCE) {
      if (fields.all(name).size() > 1) {
        return misunderstood(name + " more than once");
      }
    }
    if (!AcceptKey.answerTo(key).equals(fields.first("Sec-WebSocket-Accept"))) {
      return misunderstood("wrong Sec-WebSocket-Accept");
    }
    List<String> extensions = fields.elements("Sec-WebSocket-Extensions");
    DeflateParameters compression = null;
    if (!extensions.isEmpty()) {
      compression =
          offer.compression() && extensions.size() == 1
              ? DeflateParameters.of(extensions.get(0))
              : null;
      if (compression == null) {
        return misunderstood("extension was not offered");
      }
    }
    String subprotocol = fields.first("Sec-WebSocket-Protocol");
    if (subprotocol != null && !offer.subprotocols().contains(subprotocol)) {
      return misunderstood("subprotocol was not offered");
    }
    return new HandshakeAccepted(subprotocol, compression, fields);
  }

  /** What is no short plain text, such as a proxy's page, is not for people to read here. */
  private HandshakeResult refused(HandshakeFailure failure) {
    String type = failure.headers().first("Content-Type");
    String length = failure.headers().first("Content-Length");
    if (type == null
        || !type.startsWith("text/plain")
        || length == null
        || !length.matches("[1-9]\\d{0,3}")
        || Integer.parseInt(length) > MAX_SENTENCE_BYTES) {
      return failure;
    }
    refusal = failure;
    sentence = ByteBuffer.allocate(Integer.parseInt(length));
    return HandshakeResult.INCOMPLETE;
  }

  private static HandshakeFailure misunderstood(String reason) {
    return new HandshakeFailure(502, reason);
  }
}
