package io.iocp.admin.files;

import java.util.List;

/**
 * The running transfers, and those that ended within the last second.
 *
 * @param transfers running transfers, at most 100, in the order in which they were started
 * @param ended ids of ended transfers, at most 100
 * @param total number of running transfers
 */
record TransferChanges(List<TransferView> transfers, List<Long> ended, int total) {}
