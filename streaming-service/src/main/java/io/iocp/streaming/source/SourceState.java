package io.iocp.streaming.source;

/**
 * What a source is doing.
 *
 * <pre>
 *   IDLE, STOPPED ── viewer, administrator ──▶ STARTING ── first bytes ──▶ RUNNING
 *      ▲     ▲                                  │   ▲                        │
 *      │     │                            ended │   │ after a while          │ ended
 *      │     │                                  ▼   │                        │
 *      │     └───────────────────────────────  FAILED ◀──────────────────────┘
 *      └── has ended ── STOPPING ◀── nobody watches, administrator ── STARTING, RUNNING
 * </pre>
 */
public enum SourceState {
  /** Waits for somebody who wants to watch. */
  IDLE,
  /** Stopped by an administrator, until one starts it. */
  STOPPED,
  /** Started, and has given nothing yet. */
  STARTING,
  /** Gives media. */
  RUNNING,
  /** Has ended though nobody wanted that, and is started again after a while. */
  FAILED,
  /** Has been told to end. */
  STOPPING
}
