/**
 * The engine on Windows I/O completion ports: one port, and workers that all dequeue from it.
 *
 * <pre>
 *   worker ─┐                         ┌─ OVERLAPPED ─▶ {@code Request} ──┐
 *   worker ─┼─ dequeue ─▶ entries ─▶──┤                                ├─▶ {@code Mailbox} ─▶ one worker
 *   worker ─┘                         └─ WAKE ───────▶ posted packet ──┘
 * </pre>
 *
 * <p>Any worker may dequeue any entry. What it says is put into the {@code Mailbox} of the channel
 * or worker that it belongs to, and a mailbox is run by one worker at a time: that is the serial
 * context of the contract. Nobody waits and no lock is held while user code runs.
 *
 * <h2>Three questions that every such server is asked</h2>
 *
 * <p><b>Why is the error 0, or 87, or 997, when a connection has ended?</b> Because it was read
 * where no call had failed. A successful dequeue leaves the thread's last error as some earlier
 * call left it: 997 after the last {@code WSASend} that went pending, 87 after an unlucky
 * parameter, 0 after neither. How an operation ended is told by its own {@code
 * OVERLAPPED.Internal}, an {@code NTSTATUS}: {@code Request.dequeued} reads it there, {@code
 * WindowsErrors} is the one table that translates it, and {@code Native.getLastError} is called
 * only where a call has just said that it failed ({@code Request.called}, {@code
 * WindowsErrors.lastError}, {@code IoCompletionPort.dequeue}). A receive that asked for something
 * and got 0 bytes with status 0 is no error at all but the peer's FIN ({@code
 * OverlappedReads.Receiving}); a reset is status {@code 0xC000020D}; {@code 0xC0000120} is our own
 * {@code CancelIoEx}, and so is whatever else an operation says that we had called off.
 *
 * <p><b>How can a pending operation "be selected"?</b> It cannot: 997, {@code WSA_IO_PENDING}, was
 * the answer of the call that started the operation, and means that its packet is still to come.
 * What can happen is that this packet is dequeued by another worker <em>before</em> that call has
 * returned. Operations are started in their context, so the completion waits in the mailbox until
 * the call is out of it ({@code Mailbox}), and after a call that went pending nothing of the
 * operation is touched. Success at once yields a packet as well, unless the socket skips the port
 * ({@code Sockets.skipPortOnSuccess}, which asks for {@code XP1_IFS_HANDLES} first); failure at
 * once never does. {@code Request.called} knows the three cases, and all of them complete the same
 * way, from the mailbox and so without recursion.
 *
 * <p><b>Why does the destructor never end?</b> It waited for an operation whose completion nobody
 * was to dequeue any more, or whose memory it had let another operation use. Here nobody waits. A
 * slot ({@code OverlappedSlot}), an address area and a buffer belong to the kernel from the call
 * until the <em>dequeue</em>, not until {@code CancelIoEx} and not until {@code closesocket};
 * {@code Request.giveBackSlot} refuses anything else. Closing is a sequence of completions: {@code
 * CancelIoEx}, everything completes, {@code closesocket}, the close operation completes ({@code
 * WindowsChannel.closeWhenQuiet}, {@code WindowsListener.closeWhenQuiet}, {@code
 * WindowsDatagramEndpoint.closeWhenQuiet}). A cancel that came at the wrong moment is asked for
 * again ({@code Reminders}). A port that is shut down with operations in flight parks its memory
 * for the life of the process and says so ({@code WindowsPort.shutDown}).
 *
 * <h2>Reads</h2>
 *
 * <p>Overlapped, a channel learns by a pending receive that there is something. By notification it
 * is told by a {@code ReadNotification}, takes a buffer only then, and receives without waiting;
 * accepts, sends and transmits stay overlapped. A notification is one-shot and level-triggered:
 * many workers dequeue, and only one of them is to hear of a channel at a time. Where {@code
 * ProcessSocketNotifications} exists, a channel is armed again by the same call that dequeues
 * ({@code RegistrationBatch}); the completion key of an entry tells a notification from an
 * operation, and a registration is forgotten only with its {@code REMOVE} event ({@code
 * SocketRegistration}). A port with one worker is a program with one thread, the kind that used to
 * call {@code WSAPoll}: there registrations are persistent, made once, and the kernel tells of them
 * with each dequeue as long as there is something ({@code LevelRegistration}). Where the function
 * does not exist it is a poll in the driver below Winsock, an operation like any other ({@code
 * AfdPoll}), which is cancelled and awaited before its slot is used again. Such a poll is one-shot
 * by nature, so with one worker it is made again after each receive as with many. All of that is in
 * the room {@code notify}, which knows sockets and contexts and nothing of the port.
 *
 * <p>Datagram sockets are told of a datagram the same way, or with overlapped reads by a zero-byte
 * receive that looks and takes nothing ({@code PeekedDatagrams}), and are then drained until a
 * receive would have to wait. So their socket state notifications can be edge-triggered and
 * persistent ({@code EdgeRegistration}).
 *
 * <h2>Files</h2>
 *
 * <p>{@code TransmitFile} sends head, range and tail in one call ({@code Transmitting}): a
 * WebSocket message of any size is one operation, and its bytes never pass through the process.
 *
 * <h2>Posts</h2>
 *
 * <p>{@code PostQueuedCompletionStatus} with the key {@code WAKE} and no {@code OVERLAPPED} says
 * that one mailbox waits in the port's queue. A worker is a mailbox too, so whichever thread
 * dequeues the entry runs that worker's packets. An exit packet may therefore run on another thread
 * than the one whose loop it ends; that one notices at the end of its wait, which is never longer
 * than a tenth of a second ({@code WindowsWorker}).
 *
 * <p>Sources: Microsoft's pages on the functions named, and what libuv ({@code src/win/tcp.c}),
 * Asio ({@code win_iocp_io_context.ipp}), wepoll and mio do with them.
 */
@NullMarked
package io.iocp.completion.windows;

import org.jspecify.annotations.NullMarked;
