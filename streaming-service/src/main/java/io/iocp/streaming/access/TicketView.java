package io.iocp.streaming.access;

import java.time.Instant;

/**
 * A ticket for one session.
 *
 * @param ticket to be sent with the handshake
 * @param id names it to administrators, who can revoke {@code ticket:ID}
 * @param expiresAt when it can no longer be used; a session that it let in goes on
 */
record TicketView(String ticket, String id, Instant expiresAt) {}
