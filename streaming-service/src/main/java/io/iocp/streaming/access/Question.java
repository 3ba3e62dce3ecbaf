package io.iocp.streaming.access;

/**
 * What the access callback is asked when no rule lets somebody.
 *
 * @param caller who asks, as far as that is known here
 * @param unproven whether the request carries credentials that nobody here knows
 */
record Question(AccessRequest request, Caller caller, boolean unproven) implements Step {}
