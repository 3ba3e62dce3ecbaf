package io.iocp.completion.windows;

import io.iocp.completion.WorkerCounters;
import io.iocp.completion.windows.notify.ReadNotifications;
import org.jspecify.annotations.Nullable;

/**
 * What the sockets of one port share. None of it knows the sockets.
 *
 * @param slabs memory of overlapped operations
 * @param counters of the port
 * @param mailboxes serial contexts and the workers that run them
 * @param sockets the open ones, and how they are made ready
 * @param memory receive buffers
 * @param reminders what is to be tried again in a moment
 * @param notifications how channels learn that there is something to receive; null with overlapped
 *     reads
 * @param pendingReads receives pending on each connection; 0 for zero-byte receives
 */
record PortParts(
    OverlappedSlabs slabs,
    WorkerCounters counters,
    ReadyMailboxes mailboxes,
    PortSockets sockets,
    ReceiveMemory memory,
    Reminders reminders,
    @Nullable ReadNotifications notifications,
    int pendingReads) {}
