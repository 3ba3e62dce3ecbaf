package io.iocp.admin.paging;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of what was found.
 *
 * @param entries the entries of this page
 * @param last the last of them where others follow; null on the last page
 */
public record PageOf<T>(List<T> entries, @Nullable T last) {

  /**
   * The first page.
   *
   * @param found what was found, up to one more than a page has
   * @param limit how many entries a page has
   */
  public static <T> PageOf<T> first(List<T> found, int limit) {
    return found.size() > limit
        ? new PageOf<>(found.subList(0, limit), found.get(limit - 1))
        : new PageOf<>(found, null);
  }

  /** Behind what the next page begins; null on the last page. */
  public <K> @Nullable K next(Function<T, K> key) {
    return last == null ? null : key.apply(last);
  }
}
