package io.iocp.benchmarks.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MessageVerifierTest {

  private static final int LENGTH_BYTES = 100;
  private static final long DUE_NANOS = 0x1122334455667788L;

  private final MessagePattern pattern = new MessagePattern(LENGTH_BYTES);
  private final MessageVerifier verifier = new MessageVerifier(pattern);

  @Test
  void messagesInOrderAreAccepted() {
    for (long sequence = 0; sequence < 50_000; sequence++) {
      receive(message(sequence));
    }

    assertThat(verifier.missingOf(50_000)).isZero();
    assertThat(verifier.dueNanos()).isEqualTo(DUE_NANOS);
  }

  @Test
  void messageMayBeCutAnywhere() {
    for (int cut = 0; cut <= LENGTH_BYTES; cut++) {
      ByteBuffer message = message(cut);
      verifier.payload(message.limit(cut));
      receive(message.limit(LENGTH_BYTES));
      assertThat(verifier.sequence()).isEqualTo(cut);
      assertThat(verifier.dueNanos()).isEqualTo(DUE_NANOS);
    }
  }

  @Test
  void everyFlippedByteOfTheBodyIsFound() {
    for (int position = MessagePattern.HEADER_BYTES; position < LENGTH_BYTES; position++) {
      ByteBuffer message = message(0);
      message.put(position, (byte) (message.get(position) ^ 1));

      assertThatExceptionOfType(ProtocolViolation.class)
          .isThrownBy(() -> new MessageVerifier(pattern).payload(message))
          .withMessage("message 0 differs at byte " + position);
    }
  }

  @Test
  void bodyOfAnotherMessageIsFound() {
    ByteBuffer message = message(1).putLong(0, 0);

    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> verifier.payload(message))
        .withMessageContaining("differs");
  }

  @Test
  void gapIsCounted() {
    receive(message(0));
    receive(message(4));

    assertThat(verifier.missingOf(5)).isEqualTo(3);
  }

  @Test
  void whatNeverCameIsMissing() {
    assertThat(verifier.missingOf(7)).isEqualTo(7);
  }

  @Test
  void repeatedMessageIsRefused() {
    receive(message(0));

    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> receive(message(0)))
        .withMessage("message 0 came after 0");
  }

  @Test
  void shortMessageIsRefused() {
    ByteBuffer message = message(0).limit(LENGTH_BYTES - 1);

    assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> receive(message));
  }

  @Test
  void longMessageIsRefused() {
    verifier.payload(message(0));

    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> verifier.payload(ByteBuffer.allocate(1)));
  }

  @Test
  void messageWithoutBodyIsAccepted() {
    MessagePattern headerOnly = new MessagePattern(MessagePattern.HEADER_BYTES);
    ByteBuffer message = ByteBuffer.allocate(MessagePattern.HEADER_BYTES);
    headerOnly.write(0, DUE_NANOS, message);
    MessageVerifier headerVerifier = new MessageVerifier(headerOnly);
    headerVerifier.payload(message.flip());

    assertThatCode(headerVerifier::endOfMessage).doesNotThrowAnyException();
  }

  private ByteBuffer message(long sequence) {
    ByteBuffer message = ByteBuffer.allocateDirect(LENGTH_BYTES);
    pattern.write(sequence, DUE_NANOS, message);
    return message.flip();
  }

  private void receive(ByteBuffer message) {
    verifier.payload(message);
    verifier.endOfMessage();
  }
}
