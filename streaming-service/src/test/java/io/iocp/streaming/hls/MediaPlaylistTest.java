package io.iocp.streaming.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MediaPlaylistTest {

  private static final String TEN_AND_A_BIT =
      """
      #EXTM3U
      #EXT-X-VERSION:9
      #EXT-X-TARGETDURATION:4
      #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.75000,CAN-SKIP-UNTIL=24.00000
      #EXT-X-PART-INF:PART-TARGET=0.25000
      #EXT-X-MEDIA-SEQUENCE:100
      #EXT-X-INDEPENDENT-SEGMENTS
      #EXT-X-MAP:URI="init100.mp4"
      #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z
      #EXT-X-PART:DURATION=0.25000,URI="part100.0.m4s",INDEPENDENT=YES
      #EXT-X-PART:DURATION=0.25000,URI="part100.1.m4s"
      #EXTINF:0.50000,
      seg100.m4s
      #EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.500Z
      #EXT-X-PART:DURATION=0.25000,URI="part101.0.m4s",INDEPENDENT=YES
      #EXT-X-PRELOAD-HINT:TYPE=PART,URI="part101.1.m4s"
      """;

  @Test
  void segmentsPartsAndTheHintStandInOrder() {
    assertThat(new Made(60).parts(2, true).parts(1, false).playlist()).isEqualTo(TEN_AND_A_BIT);
  }

  @Test
  void theHintBehindACompleteSegmentIsTheFirstPartOfTheNext() {
    assertThat(new Made(60).segments(2).playlist())
        .endsWith("seg101.m4s\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"part102.0.m4s\"\n");
  }

  @Test
  void anotherInitSegmentIsADiscontinuityWithAMapOfItsOwn() {
    String playlist = new Made(60).segments(1).init().parts(1, false).playlist();

    assertThat(playlist)
        .contains("seg100.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"init101.mp4\"\n");
  }

  @Test
  void aDiscontinuityWithTheSameTracksKeepsTheMap() {
    String playlist = new Made(60).segments(1).discontinuity().parts(1, false).playlist();

    assertThat(playlist).contains("#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME");
    assertThat(playlist.split("#EXT-X-MAP", -1)).hasSize(2);
  }

  @Test
  void discontinuitiesThatHaveGoneAreCounted() {
    Made made = new Made(10).segments(2).discontinuity().segments(12);

    assertThat(made.playlist())
        .contains("#EXT-X-DISCONTINUITY-SEQUENCE:1\n")
        .doesNotContain("#EXT-X-DISCONTINUITY\n");
  }

  @Test
  void onlyNewSegmentsHaveParts() {
    String playlist = new Made(60).segments(12).playlist();

    assertThat(playlist).doesNotContain("part105.0").contains("part106.0").contains("seg100.m4s");
  }

  @Test
  void aDeltaLeavesOutWhatIsOlderThanTheBoundary() {
    Made made = new Made(60).segments(20);
    String delta = MediaPlaylist.of(made.window, 4, 0.25, "", true);

    // Twelve segments of two seconds are the boundary of twenty-four.
    assertThat(delta)
        .contains("#EXT-X-MEDIA-SEQUENCE:100\n")
        .contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=8\n")
        .doesNotContain("seg107.m4s")
        .contains("seg108.m4s");
  }

  @Test
  void aDeltaOfAShortPlaylistIsAllOfIt() {
    Made made = new Made(60).segments(4);

    assertThat(MediaPlaylist.of(made.window, 4, 0.25, "", true)).isEqualTo(made.playlist());
  }

  @Test
  void whatLetsTheClientInStandsBehindEachAddress() {
    String playlist =
        MediaPlaylist.of(new Made(60).segments(2).window, 4, 0.25, "?token=abc", false);

    assertThat(playlist.lines().filter(line -> line.contains(".m4s") || line.contains(".mp4")))
        .allSatisfy(line -> assertThat(line).contains("?token=abc"));
  }

  @Test
  void anEndedPlaylistSaysSoAndPromisesNothing() {
    Made made = new Made(60).parts(3, false);
    made.window.end();

    assertThat(made.playlist())
        .endsWith("#EXTINF:0.75000,\nseg100.m4s\n#EXT-X-ENDLIST\n")
        .doesNotContain("HINT");
  }

  @Test
  void segmentsWithoutAKeyframeInFrontAreNotCalledIndependent() {
    Made made = new Made(60).segments(1);
    made.window.add(
        new CutPart(List.of(), 0.25, 6, false, false, false, Made.START_MILLIS),
        SharedBytes.NONE,
        Long.MAX_VALUE);

    assertThat(made.playlist()).doesNotContain("INDEPENDENT-SEGMENTS");
  }

  @Test
  void aPartThatIsLongerRaisesTheTarget() {
    Made made = new Made(60).segments(1);
    made.window.add(
        new CutPart(List.of(), 1.2341, 1, true, false, false, Made.START_MILLIS),
        SharedBytes.NONE,
        Long.MAX_VALUE);

    assertThat(made.playlist()).contains("PART-TARGET=1.24000").contains("PART-HOLD-BACK=3.72000");
  }

  @Test
  void aRenditionSaysWhatItIs() {
    String playlist =
        MultivariantPlaylist.of(
            List.of(
                new MultivariantPlaylist.Variant(
                    "hi/media.m3u8", 3_000_000, 2_500_000, "avc1.64001F,mp4a.40.2", 1280, 720, 30),
                new MultivariantPlaylist.Variant(
                    "radio/media.m3u8", 130_000, 128_000, "mp4a.40.2", 0, 0, 0)),
            "?token=abc");

    assertThat(playlist)
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-VERSION:9
            #EXT-X-STREAM-INF:BANDWIDTH=3000000,AVERAGE-BANDWIDTH=2500000,CODECS="avc1.64001F,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=30.000
            hi/media.m3u8?token=abc
            #EXT-X-STREAM-INF:BANDWIDTH=130000,AVERAGE-BANDWIDTH=128000,CODECS="mp4a.40.2"
            radio/media.m3u8?token=abc
            """);
  }
}
