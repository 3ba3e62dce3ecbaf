package io.iocp.streaming.relay;

import io.iocp.streaming.stream.MediaChunk;
import io.iocp.websocket.protocol.WsClose;

/**
 * Where what happens to a stream goes on. Called by the stream under its lock, in order; nothing is
 * sent or converted within a call.
 */
interface Outlet {

  /** A chunk for everyone; the outlet takes a reference of its own. */
  void publish(MediaChunk chunk);

  /** Something is missing: what follows makes sense from the next keyframe on. */
  void gap();

  /** The publisher begins anew; the outlet takes over a reference. */
  void begin(JoinMessages messages);

  /** The publisher is away; the outlet takes over a reference. */
  void waiting(JoinMessages messages);

  /** A second has passed: viewers hear where live is. */
  void tick(LiveTick tick);

  /** Viewers that have more than this waiting are closed: others need the memory. */
  void closeBeyond(long queuedBytes);

  /** The stream is over for everyone. */
  void end(WsClose status);
}
