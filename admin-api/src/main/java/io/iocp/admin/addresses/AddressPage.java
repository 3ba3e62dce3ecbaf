package io.iocp.admin.addresses;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list of addresses: IPv4 first, by address and prefix.
 *
 * @param addresses the entries of this page
 * @param next after for the next page; null on the last page
 */
record AddressPage(List<AddressView> addresses, @Nullable String next) {}
