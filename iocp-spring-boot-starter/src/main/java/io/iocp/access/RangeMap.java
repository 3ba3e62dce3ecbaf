package io.iocp.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Values for address ranges: a compressed binary trie of prefixes, one for each family. Immutable;
 * a change answers a new map that shares all but one path with the old one, so that readers need no
 * lock and a change among many thousand ranges costs a few dozen objects.
 *
 * @param <V> what is kept for a range
 */
final class RangeMap<V> {

  private static final RangeMap<?> EMPTY = new RangeMap<>(null, null, 0);

  private final @Nullable Node<V> ipv4;
  private final @Nullable Node<V> ipv6;
  private final int size;

  private RangeMap(@Nullable Node<V> ipv4, @Nullable Node<V> ipv6, int size) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
    this.size = size;
  }

  @SuppressWarnings("unchecked") // It has no values.
  static <V> RangeMap<V> empty() {
    return (RangeMap<V>) EMPTY;
  }

  int size() {
    return size;
  }

  RangeMap<V> with(AddressRange range, V value) {
    Node<V> root = insert(root(range), range, value);
    return withRoot(range, root, get(range) == null ? size + 1 : size);
  }

  RangeMap<V> without(AddressRange range) {
    return get(range) == null ? this : withRoot(range, remove(root(range), range), size - 1);
  }

  /** The value of exactly this range. */
  @Nullable V get(AddressRange range) {
    Node<V> node = root(range);
    while (node != null && node.covers(range)) {
      if (node.range.prefixBits() == range.prefixBits()) {
        return node.value;
      }
      node = node.child(range);
    }
    return null;
  }

  /** Whether some range contains this one. */
  boolean covers(AddressRange range) {
    return mostSpecific(range, value -> true) != null;
  }

  /** The value of the narrowest range around this one whose value passes. */
  @Nullable V mostSpecific(AddressRange range, Predicate<? super V> passes) {
    V best = null;
    Node<V> node = root(range);
    while (node != null && node.covers(range)) {
      if (node.value != null && passes.test(node.value)) {
        best = node.value;
      }
      node = node.range.prefixBits() == range.prefixBits() ? null : node.child(range);
    }
    return best;
  }

  /** The first values behind a range, in the order of the ranges; null for the very first. */
  List<V> after(@Nullable AddressRange after, int limit, Predicate<? super V> passes) {
    List<V> found = new ArrayList<>();
    collect(ipv4, after, limit, passes, found);
    collect(ipv6, after, limit, passes, found);
    return found;
  }

  private static <V> void collect(
      @Nullable Node<V> node,
      @Nullable AddressRange after,
      int limit,
      Predicate<? super V> passes,
      List<V> found) {
    if (node == null || found.size() >= limit) {
      return;
    }
    boolean behind = after == null || node.range.compareTo(after) > 0;
    if (after != null && !behind && !node.covers(after)) {
      return; // All of it comes before.
    }
    if (behind && node.value != null && passes.test(node.value)) {
      found.add(node.value);
    }
    collect(node.zero, after, limit, passes, found);
    collect(node.one, after, limit, passes, found);
  }

  private @Nullable Node<V> root(AddressRange range) {
    return range.isIpv4() ? ipv4 : ipv6;
  }

  private RangeMap<V> withRoot(AddressRange range, @Nullable Node<V> root, int newSize) {
    return range.isIpv4()
        ? new RangeMap<>(root, ipv6, newSize)
        : new RangeMap<>(ipv4, root, newSize);
  }

  private static <V> Node<V> insert(@Nullable Node<V> node, AddressRange range, V value) {
    if (node == null) {
      return new Node<>(range, value, null, null);
    }
    int nodeBits = node.range.prefixBits();
    int common = Math.min(Math.min(nodeBits, range.prefixBits()), node.range.commonBits(range));
    if (common == nodeBits && common == range.prefixBits()) {
      return new Node<>(range, value, node.zero, node.one);
    }
    if (common == nodeBits) {
      return range.bit(nodeBits)
          ? new Node<>(node.range, node.value, node.zero, insert(node.one, range, value))
          : new Node<>(node.range, node.value, insert(node.zero, range, value), node.one);
    }
    Node<V> leaf = common == range.prefixBits() ? null : new Node<>(range, value, null, null);
    V here = leaf == null ? value : null;
    return node.range.bit(common)
        ? new Node<>(range.widen(common), here, leaf, node)
        : new Node<>(range.widen(common), here, node, leaf);
  }

  /** Removes a range that is there. */
  private static <V> @Nullable Node<V> remove(@Nullable Node<V> from, AddressRange range) {
    Node<V> node = Objects.requireNonNull(from);
    if (node.range.prefixBits() == range.prefixBits()) {
      return shortened(node.range, null, node.zero, node.one);
    }
    return range.bit(node.range.prefixBits())
        ? shortened(node.range, node.value, node.zero, remove(node.one, range))
        : shortened(node.range, node.value, remove(node.zero, range), node.one);
  }

  /** A node, unless it would be nothing but a step on the way to one other. */
  private static <V> @Nullable Node<V> shortened(
      AddressRange range, @Nullable V value, @Nullable Node<V> zero, @Nullable Node<V> one) {
    if (value == null && (zero == null || one == null)) {
      return zero == null ? one : zero;
    }
    return new Node<>(range, value, zero, one);
  }

  /** A prefix; with a value, or a fork between two longer ones. */
  private record Node<V>(
      AddressRange range, @Nullable V value, @Nullable Node<V> zero, @Nullable Node<V> one) {

    boolean covers(AddressRange other) {
      return other.prefixBits() >= range.prefixBits()
          && range.commonBits(other) >= range.prefixBits();
    }

    @Nullable Node<V> child(AddressRange other) {
      return other.bit(range.prefixBits()) ? one : zero;
    }
  }
}
