package io.iocp.job;

import org.jspecify.annotations.Nullable;

/**
 * A job at one moment.
 *
 * @param id its id
 * @param name what it does
 * @param owner id of the connection it belongs to, null if to none
 * @param state its state
 * @param inStateNanos time since it came into this state
 * @param thread name of the thread that runs it, or null while it waits
 * @param cancelling whether it was asked to end while it ran
 */
public record JobSnapshot(
    long id,
    String name,
    @Nullable Long owner,
    JobState state,
    long inStateNanos,
    @Nullable String thread,
    boolean cancelling) {}
