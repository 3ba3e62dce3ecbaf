package io.iocp.admin.recordings;

import java.util.List;

/**
 * What records now, and the disk.
 *
 * @param recorders all of them, by the names of their streams
 * @param storage where recordings are kept
 */
record RecorderList(List<RecorderView> recorders, StorageView storage) {}
