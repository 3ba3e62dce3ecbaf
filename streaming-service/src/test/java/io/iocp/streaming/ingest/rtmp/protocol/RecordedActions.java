package io.iocp.streaming.ingest.rtmp.protocol;

import io.iocp.streaming.media.CollectingMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a session wanted done, with the messages it sent in words. */
final class RecordedActions implements PublishActions {

  private static final int HANDSHAKE_BYTES = 1 + 2 * 1536;

  final List<String> sent = new ArrayList<>();
  final List<PublishRequest> requests = new ArrayList<>();
  int ends;
  private final ChunkReader reader = new ChunkReader(new CollectingMemory(1 << 20));

  @Override
  public void send(ByteBuffer bytes) {
    if (bytes.remaining() == HANDSHAKE_BYTES) {
      sent.add("handshake");
      return;
    }
    while (reader.read(bytes) == ChunkReader.Result.MESSAGE) {
      sent.add(describe(reader.body()));
    }
  }

  private String describe(ByteBuffer body) {
    if (reader.type() != MessageType.COMMAND_AMF0) {
      return reader.type() + " " + Bytes.hex(body);
    }
    Command command = Command.parse(body);
    return command == null
        ? "no command"
        : command.name() + " " + command.transactionId() + " " + command.arguments();
  }

  @Override
  public void publish(PublishRequest request) {
    requests.add(request);
  }

  @Override
  public void ended() {
    ends++;
  }
}
