package io.iocp.admin.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of transfers, in the order in which they were started.
 *
 * @param transfers the transfers of this page
 * @param next after for the next page; null on the last page
 */
record TransferPage(List<TransferView> transfers, @Nullable Long next) {}
