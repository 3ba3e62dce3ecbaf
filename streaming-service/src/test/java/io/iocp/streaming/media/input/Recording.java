package io.iocp.streaming.media.input;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The recordings beside this class's tests and what is known of them: the README there has the
 * commands that made them and where these numbers come from.
 */
public enum Recording {
  H264_FRAG_KEYFRAME("h264-frag-keyframe.mp4", "video/mp4; codecs=\"avc1.42C00A\"", 2, "0 1"),
  H264_FRAG_EVERY_FRAME(
      "h264-frag-every-frame.mp4", "video/mp4; codecs=\"avc1.64000A\"", 20, "0 5 10 15"),
  H264_AAC("h264-aac.mp4", "video/mp4; codecs=\"avc1.64000A,mp4a.40.2\"", 8, "0 4"),
  H264_AAC_DASH("h264-aac-dash.mp4", "video/mp4; codecs=\"avc1.64000A,mp4a.40.2\"", 113, "0 47"),
  HEVC_OPUS("hevc-opus.mp4", "video/mp4; codecs=\"hvc1.1.6.L30.90,opus\"", 2, "0 1"),
  AV1_FLAC("av1-flac.mp4", "video/mp4; codecs=\"av01.0.00M.08,flac\"", 1, "0"),
  VP9_MP4("vp9.mp4", "video/mp4; codecs=\"vp09.00.10.08\"", 2, "0 1"),
  AAC_ONLY("aac-only.mp4", "audio/mp4; codecs=\"mp4a.40.2\"", 5, "0 1 2 3 4"),
  VP8("vp8.webm", "video/webm; codecs=\"vp8\"", 20, "0 10"),
  VP8_LIVE("vp8-live.webm", "video/webm; codecs=\"vp8\"", 20, "0 10"),
  VP8_MATROSKA("vp8.mkv", "video/webm; codecs=\"vp8\"", 20, "0 10"),
  VP9_OPUS_LIVE("vp9-opus-live.webm", "video/webm; codecs=\"vp9,opus\"", 121, "1 43 85"),
  AV1_WEBM("av1.webm", "video/webm; codecs=\"av01.0.00M.08\"", 10, "0 5"),
  TS_H264_AAC("h264-aac.ts", "video/mp4; codecs=\"avc1.64000A,mp4a.40.2\"", 114, "0 44"),
  TS_HEVC_OPUS("hevc-opus.ts", "video/mp4; codecs=\"hvc1.1.6.L30.90,opus\"", 60, "0 1"),
  TS_H264_MP3("h264-mp3.ts", "video/mp4; codecs=\"avc1.64000A,mp4a.6B\"", 49, "0 19"),
  TS_AAC(
      "aac-only.ts",
      "audio/mp4; codecs=\"mp4a.40.2\"",
      48,
      IntStream.range(0, 48).mapToObj(String::valueOf).collect(Collectors.joining(" "))),
  ANNEXB_H264("annexb.h264", "video/mp4; codecs=\"avc1.64000A\"", 19, "0 10"),
  ANNEXB_H265("annexb.h265", "video/mp4; codecs=\"hvc1.1.6.L30.90\"", 9, "0 5"),
  JPEG("jpeg.mjpeg", "image/jpeg", 5, "0 1 2 3 4");

  final String fileName;
  public final String mimeType;

  /**
   * Fragments, blocks, pictures or samples; an MP4 file has one chunk more, the index at its end,
   * and a picture whose end only the next would show is not counted.
   */
  public final int chunkCount;

  private final String keyframes;

  Recording(String fileName, String mimeType, int chunkCount, String keyframes) {
    this.fileName = fileName;
    this.mimeType = mimeType;
    this.chunkCount = chunkCount;
    this.keyframes = keyframes;
  }

  /** Which chunks are keyframes. */
  public List<Integer> keyframes() {
    return Arrays.stream(keyframes.split(" ", -1)).map(Integer::valueOf).toList();
  }

  public boolean isMp4() {
    return fileName.endsWith(".mp4");
  }

  /** Whether viewers get something else than what is in the file. */
  public boolean isRemuxed() {
    return fileName.endsWith(".ts") || fileName.startsWith("annexb");
  }

  public byte[] bytes() {
    return resource(fileName);
  }

  public static byte[] resource(String fileName) {
    try (InputStream in = Recording.class.getResourceAsStream("/media/" + fileName)) {
      return Objects.requireNonNull(in, fileName).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
