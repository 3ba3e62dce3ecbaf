package io.iocp.streaming.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.hls.HlsFile.Kind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HlsRequestTest {

  @Test
  void directivesAreReadAndTheRestIsCarriedOn() {
    HlsRequest request = of("token=a.b-c&_HLS_msn=17&user=x&_HLS_part=3&_HLS_skip=YES");

    assertThat(request.segment()).isEqualTo(17);
    assertThat(request.part()).isEqualTo(3);
    assertThat(request.delta()).isTrue();
    assertThat(request.suffix()).isEqualTo("?token=a.b-c&user=x");
  }

  @Test
  void withoutAQueryNothingIsCarriedOn() {
    assertThat(of(null).suffix()).isEmpty();
    assertThat(of("_HLS_msn=1").suffix()).isEmpty();
    assertThat(of(null).isBlocking()).isFalse();
  }

  @Test
  void whatEndsAQuotedStringIsNotCarriedOn() {
    assertThat(of("a=\"b&c=d&e=\n#EXT&f=\\").suffix()).isEqualTo("?c=d");
  }

  @Test
  void aNumberThatIsNoneIsFarAway() {
    assertThat(of("_HLS_msn=-1").segment()).isEqualTo(Long.MAX_VALUE);
    assertThat(of("_HLS_msn=99999999999999999999").segment()).isEqualTo(Long.MAX_VALUE);
    assertThat(of("_HLS_msn=1&_HLS_part=x").part()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void namesOfFilesAreReadAsTheyAreWritten() {
    assertThat(file("index.m3u8").kind()).isEqualTo(Kind.INDEX);
    assertThat(file("media.m3u8").kind()).isEqualTo(Kind.MEDIA);
    assertThat(file(HlsFile.init(7))).isEqualTo(new HlsFile(Kind.INIT, 7, 0));
    assertThat(file(HlsFile.segment(8))).isEqualTo(new HlsFile(Kind.SEGMENT, 8, 0));
    assertThat(file(HlsFile.part(9, 2))).isEqualTo(new HlsFile(Kind.PART, 9, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x.m3u8", "seg.m4s", "seg1234567890123456.m4s", "part1.m4s", "seg1.m4s/"})
  void otherNamesAreNone(String name) {
    assertThat(HlsFile.of(name)).isEmpty();
  }

  private static HlsFile file(String name) {
    return Objects.requireNonNull(HlsFile.of(name).orElse(null));
  }

  private static HlsRequest of(@Nullable String query) {
    return HlsRequest.of(new HlsFile(Kind.MEDIA, 0, 0), query, true);
  }
}
