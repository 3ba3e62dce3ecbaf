package io.iocp.streaming.relay;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.SendOutcome;
import io.iocp.session.WorkerTask;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/** A worker that runs its packets when the test says so, and sessions that only note what comes. */
final class FakeWorker {

  static final int INDEX = 3;

  final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);
  private final Queue<Runnable> posted = new ArrayDeque<>();
  private boolean stopped;
  private long lastId;

  /** The far end of a session. */
  static final class Peer {

    final ViewerSession session = mock(ViewerSession.class);
    final List<String> got = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    // Messages for which there is no room.
    final Set<String> refused = new HashSet<>();
    SendOutcome outcome = SendOutcome.QUEUED;
    long boundBytes;
    long oldestNanos = ViewerSession.NOTHING_UNSENT;
    int discarded;

    private long discard() {
      oldestNanos = ViewerSession.NOTHING_UNSENT;
      discarded++;
      return 2;
    }
  }

  /** A new session of this worker. */
  Peer connect() {
    Peer peer = new Peer();
    ViewerSession session = peer.session;
    when(session.id()).thenReturn(++lastId);
    when(session.worker()).thenReturn(INDEX);
    when(session.workerTask(any())).thenAnswer(call -> task(call.getArgument(0)));
    when(session.oldestUnsentNanos()).thenAnswer(call -> peer.oldestNanos);
    when(session.discardQueued()).thenAnswer(call -> peer.discard());
    when(session.begins(any())).thenReturn(true);
    when(session.canMove()).thenReturn(true);
    doAnswer(call -> peer.told.add(call.getArgument(0))).when(session).sendText(any());
    doAnswer(call -> peer.told.add(call.getArgument(0))).when(session).sendText(any(), anyLong());
    when(session.offerText(any(), anyLong())).thenAnswer(call -> offer(peer, call.getArgument(0)));
    when(session.offer(any(), anyLong(), anyBoolean()))
        .thenAnswer(call -> offer(peer, call.getArgument(0)));
    doAnswer(call -> peer.boundBytes = call.<Long>getArgument(0))
        .when(session)
        .sendQueueBound(anyLong());
    return peer;
  }

  private static SendOutcome offer(Peer peer, List<SharedBuffer> frames) {
    if (peer.refused.contains(text(frames))) {
      return SendOutcome.FULL;
    }
    if (peer.outcome == SendOutcome.QUEUED) {
      peer.got.add(text(frames));
    }
    return peer.outcome;
  }

  /** Runs what was posted. */
  void run() {
    Runnable task = posted.poll();
    while (task != null) {
      task.run();
      task = posted.poll();
    }
  }

  /** Runs the oldest of what was posted. */
  void runOne() {
    Runnable task = posted.poll();
    if (task != null) {
      task.run();
    }
  }

  /** From now on nothing that is posted runs. */
  void stop() {
    stopped = true;
  }

  private WorkerTask task(Runnable work) {
    return () -> {
      if (!stopped && !posted.contains(work)) {
        posted.add(work);
      }
      return !stopped;
    };
  }

  /** The payload, without the two bytes of a short frame's header. */
  private static String text(List<SharedBuffer> frames) {
    StringBuilder text = new StringBuilder();
    for (SharedBuffer frame : frames) {
      String bytes = StandardCharsets.ISO_8859_1.decode(frame.view()).toString();
      text.append(bytes.substring(bytes.length() > 127 ? 4 : 2));
    }
    return text.toString();
  }
}
