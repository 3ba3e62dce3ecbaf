package io.iocp.streaming.ingest.rtmp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.iocp.streaming.media.ReadOutcome;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HandshakeTest {

  private static final int PART_BYTES = 1536;

  private final byte[] random = new byte[Handshake.RANDOM_BYTES];
  private final byte[] client = new byte[1 + 2 * PART_BYTES];
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  HandshakeTest() {
    new Random(1).nextBytes(random);
    new Random(2).nextBytes(client);
    client[0] = 3;
  }

  @Test
  void theClientsPartIsEchoedAndOursIsSent() {
    Handshake handshake = new Handshake(0x01020304, random);

    assertThat(handshake.read(ByteBuffer.wrap(client), this::send)).isEqualTo(ReadOutcome.CONSUMED);

    assertThat(handshake.isDone()).isTrue();
    byte[] answer = sent.toByteArray();
    assertThat(answer).hasSize(1 + 2 * PART_BYTES).startsWith(3, 1, 2, 3, 4, 0, 0, 0, 0);
    assertThat(Arrays.copyOfRange(answer, 9, 1 + PART_BYTES)).isEqualTo(random);
    assertThat(Arrays.copyOfRange(answer, 1 + PART_BYTES, answer.length))
        .isEqualTo(Arrays.copyOfRange(client, 1, 1 + PART_BYTES));
  }

  @Test
  void everyCutGivesTheSame() {
    for (int cut = 0; cut < client.length; cut += 97) {
      sent.reset();
      Handshake handshake = new Handshake(7, random);
      handshake.read(ByteBuffer.wrap(client, 0, cut), this::send);
      assertThat(handshake.isDone()).isFalse();
      assertThat(sent.size() > 0).isEqualTo(cut > PART_BYTES);
      handshake.read(ByteBuffer.wrap(client, cut, client.length - cut), this::send);
      assertThat(handshake.isDone()).isTrue();
      assertThat(sent.size()).isEqualTo(1 + 2 * PART_BYTES);
    }
  }

  @Test
  void whatFollowsTheHandshakeIsLeft() {
    ByteBuffer input = ByteBuffer.wrap(Arrays.copyOf(client, client.length + 5));

    new Handshake(7, random).read(input, this::send);

    assertThat(input.remaining()).isEqualTo(5);
  }

  @Test
  void anotherProtocolIsRefusedAtItsFirstByte() {
    ReadOutcome outcome = new Handshake(7, random).read(Bytes.of("16 03 01"), this::send);

    assertThat(outcome.reason())
        .isEqualTo("not an RTMP handshake: the first byte is 22 instead of 3");
    assertThat(sent.size()).isZero();
  }

  @Test
  void theRandomBytesMustBeAsManyAsAreSent() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Handshake(7, new byte[3]));
  }

  private void send(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    sent.writeBytes(copy);
  }
}
