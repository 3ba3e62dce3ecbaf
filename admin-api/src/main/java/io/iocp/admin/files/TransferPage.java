package io.iocp.admin.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the list of transfers, in order of their begin.
 *
 * @param transfers the part
 * @param next the after of the following part; null if this is the last
 */
record TransferPage(List<TransferView> transfers, @Nullable Long next) {}
