package io.iocp.admin.paging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageOfTest {

  @Test
  void thePageBehindAFullOneBeginsBehindItsLastEntry() {
    PageOf<String> page = PageOf.first(List.of("a", "bb", "ccc"), 2);
    assertThat(page.entries()).containsExactly("a", "bb");
    assertThat(page.next(String::length)).isEqualTo(2);
  }

  @Test
  void nothingFollowsWhatFitsIntoAPage() {
    PageOf<String> page = PageOf.first(List.of("a", "bb"), 2);
    assertThat(page.entries()).containsExactly("a", "bb");
    assertThat(page.next(String::length)).isNull();
  }
}
