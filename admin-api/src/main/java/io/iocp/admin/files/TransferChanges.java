package io.iocp.admin.files;

import java.util.List;

/**
 * The transfers at one moment, and which have ended within the last second.
 *
 * @param transfers the transfers with their figures, at most 100 of them, in order of their begin
 * @param ended ids of those that have ended, at most 100 of them
 * @param total how many there are now
 */
record TransferChanges(List<TransferView> transfers, List<Long> ended, int total) {}
