package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import java.util.List;

/** Writes {@code ftyp} and {@code moov} for tracks whose samples come in fragments. */
final class InitSegment {

  private static final int UNITY = 0x00010000;
  private static final int[] UNITY_MATRIX = {UNITY, 0, 0, 0, UNITY, 0, 0, 0, 0x40000000};
  private static final int MOVIE_TIMESCALE = 1000;
  private static final int LANGUAGE_UNDETERMINED = 0x55C4;
  private static final int DPI_72 = 0x00480000;
  private static final int TRACK_ENABLED_IN_MOVIE = 3;
  private static final int OBJECT_TYPE_MPEG4_AUDIO = 0x40;
  private static final int STREAM_TYPE_AUDIO = 0x15;

  private final BoxWriter out = new BoxWriter();

  private InitSegment() {}

  /** The bytes of an init segment for these tracks. */
  static ByteBuffer of(List<Track> tracks) {
    InitSegment segment = new InitSegment();
    segment.write(tracks);
    return segment.out.boxes();
  }

  private void write(List<Track> tracks) {
    int ftyp = out.begin("ftyp");
    out.text("iso6").i32(0).text("iso6").text("iso5").text("mp41");
    out.end(ftyp);
    int moov = out.begin("moov");
    movieHeader(tracks.size() + 1);
    tracks.forEach(this::track);
    int mvex = out.begin("mvex");
    for (Track track : tracks) {
      int trex = out.begin("trex", 0, 0);
      out.i32(track.id()).i32(1).zeros(12);
      out.end(trex);
    }
    out.end(mvex);
    out.end(moov);
  }

  private void movieHeader(int nextTrack) {
    int mvhd = out.begin("mvhd", 0, 0);
    out.zeros(8).i32(MOVIE_TIMESCALE).i32(0);
    out.i32(UNITY).u16(0x0100).zeros(10);
    matrix();
    out.zeros(24).i32(nextTrack);
    out.end(mvhd);
  }

  private void matrix() {
    for (int value : UNITY_MATRIX) {
      out.i32(value);
    }
  }

  private void track(Track track) {
    boolean video = track.codec().isVideo();
    int trak = out.begin("trak");
    int tkhd = out.begin("tkhd", 0, TRACK_ENABLED_IN_MOVIE);
    out.zeros(8).i32(track.id()).zeros(16);
    out.u16(0).u16(0).u16(video ? 0 : 0x0100).u16(0);
    matrix();
    out.i32(track.widthPixels() << 16).i32(track.heightPixels() << 16);
    out.end(tkhd);
    int mdia = out.begin("mdia");
    int mdhd = out.begin("mdhd", 0, 0);
    out.zeros(8).i32(track.timescale()).i32(0).u16(LANGUAGE_UNDETERMINED).u16(0);
    out.end(mdhd);
    int hdlr = out.begin("hdlr", 0, 0);
    out.i32(0).text(video ? "vide" : "soun").zeros(12).u8(0);
    out.end(hdlr);
    int minf = out.begin("minf");
    mediaHeader(video);
    dataInformation();
    sampleTable(track);
    out.end(minf);
    out.end(mdia);
    out.end(trak);
  }

  private void mediaHeader(boolean video) {
    int header = video ? out.begin("vmhd", 0, 1) : out.begin("smhd", 0, 0);
    out.zeros(video ? 8 : 4);
    out.end(header);
  }

  /** All media is in this file. */
  private void dataInformation() {
    int dinf = out.begin("dinf");
    int dref = out.begin("dref", 0, 0);
    out.i32(1);
    out.end(out.begin("url ", 0, 1));
    out.end(dref);
    out.end(dinf);
  }

  /** Sample descriptions; the tables behind them are empty, as all samples are in fragments. */
  private void sampleTable(Track track) {
    int stbl = out.begin("stbl");
    int stsd = out.begin("stsd", 0, 0);
    out.i32(1);
    if (track.codec().isVideo()) {
      videoEntry(track);
    } else {
      audioEntry(track);
    }
    out.end(stsd);
    for (String table : List.of("stts", "stsc", "stco")) {
      int box = out.begin(table, 0, 0);
      out.i32(0);
      out.end(box);
    }
    int stsz = out.begin("stsz", 0, 0);
    out.i32(0).i32(0);
    out.end(stsz);
    out.end(stbl);
  }

  private void videoEntry(Track track) {
    int entry = out.begin(videoEntryType(track.codec()));
    out.zeros(6).u16(1).zeros(16);
    out.u16(track.widthPixels()).u16(track.heightPixels());
    out.i32(DPI_72).i32(DPI_72).i32(0).u16(1).zeros(32).u16(24).u16(0xFFFF);
    int configuration = out.begin(configurationType(track.codec()));
    if (track.configuration().hasRemaining()) {
      out.put(track.configuration());
    } else if (track.codec() == Codec.VP8 || track.codec() == Codec.VP9) {
      unknownVpConfiguration();
    }
    out.end(configuration);
    out.end(entry);
  }

  private static String videoEntryType(Codec codec) {
    return switch (codec) {
      case H264 -> "avc1";
      case H265 -> "hvc1";
      case AV1 -> "av01";
      case VP8 -> "vp08";
      case VP9 -> "vp09";
      default -> throw new IllegalArgumentException("no MP4 sample entry: " + codec);
    };
  }

  private static String configurationType(Codec codec) {
    return switch (codec) {
      case H264 -> "avcC";
      case H265 -> "hvcC";
      case AV1 -> "av1C";
      default -> "vpcC";
    };
  }

  /** The body of {@code vpcC} for 8 bits, 4:2:0, profile 0, level 1, and unspecified colours. */
  private void unknownVpConfiguration() {
    out.i32(0x01000000).u8(0).u8(10).u8(0x82).u8(2).u8(2).u8(2).u16(0);
  }

  private void audioEntry(Track track) {
    boolean opus = track.codec() == Codec.OPUS;
    int entry = out.begin(opus ? "Opus" : "mp4a");
    out.zeros(6).u16(1).zeros(8);
    out.u16(track.channels()).u16(16).i32(0);
    // 16.16 bits; a rate beyond that stands in the configuration alone.
    out.i32(track.sampleRate() < 1 << 16 ? track.sampleRate() << 16 : 0);
    if (opus) {
      int dops = out.begin("dOps");
      out.put(track.configuration());
      out.end(dops);
    } else {
      elementaryStream(track);
    }
    out.end(entry);
  }

  /** ES_Descriptor (ISO/IEC 14496-1, 7.2.6.5). */
  private void elementaryStream(Track track) {
    int configurationBytes = track.configuration().remaining();
    int specificBytes = configurationBytes == 0 ? 0 : 2 + configurationBytes;
    int decoderBytes = 13 + specificBytes;
    int esds = out.begin("esds", 0, 0);
    descriptor(3, 3 + 2 + decoderBytes + 3);
    out.u16(track.id()).u8(0);
    descriptor(4, decoderBytes);
    out.u8(objectType(track)).u8(STREAM_TYPE_AUDIO).zeros(11);
    if (configurationBytes > 0) {
      descriptor(5, configurationBytes);
      out.put(track.configuration());
    }
    descriptor(6, 1);
    out.u8(2);
    out.end(esds);
  }

  private static int objectType(Track track) {
    if (track.codec() == Codec.AAC) {
      return OBJECT_TYPE_MPEG4_AUDIO;
    }
    // MPEG-1 audio has no rate below 32 kHz, MPEG-2 audio none above 24 kHz.
    return track.sampleRate() >= 32_000 ? 0x6B : 0x69;
  }

  private void descriptor(int tag, int length) {
    out.u8(tag).u8(length);
  }
}
