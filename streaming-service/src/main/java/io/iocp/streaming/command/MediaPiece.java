package io.iocp.streaming.command;

import java.nio.ByteBuffer;

/**
 * A chunk of media on its way.
 *
 * @param init what a viewer needs before it
 * @param bytes the chunk, never changed
 * @param keyframe whether a viewer can start with it
 * @param arrivedNanos when it was complete
 */
record MediaPiece(InitSegment init, ByteBuffer bytes, boolean keyframe, long arrivedNanos) {}
