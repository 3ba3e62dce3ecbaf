package io.iocp.streaming.media.mp4;

/**
 * Box types of ISO/IEC 14496-12 and of the codec bindings, as the four characters' big-endian int.
 */
public final class BoxType {

  static final int FTYP = of("ftyp");
  static final int MOOV = of("moov");
  static final int MOOF = of("moof");
  static final int MDAT = of("mdat");
  static final int MFRA = of("mfra");
  static final int FREE = of("free");
  static final int PRFT = of("prft");

  static final int MVHD = of("mvhd");
  static final int EDTS = of("edts");
  static final int TRAK = of("trak");
  static final int TKHD = of("tkhd");
  static final int MDIA = of("mdia");
  static final int MDHD = of("mdhd");
  static final int HDLR = of("hdlr");
  static final int MINF = of("minf");
  static final int STBL = of("stbl");
  static final int STSD = of("stsd");
  static final int MVEX = of("mvex");
  static final int TREX = of("trex");
  static final int TRAF = of("traf");
  static final int TFHD = of("tfhd");
  static final int TFDT = of("tfdt");
  static final int TRUN = of("trun");

  static final int AVCC = of("avcC");
  static final int HVCC = of("hvcC");
  static final int AV1C = of("av1C");
  static final int VPCC = of("vpcC");
  static final int ESDS = of("esds");
  static final int DOPS = of("dOps");

  /** Handler types of {@code hdlr}. */
  static final int VIDE = of("vide");

  static final int SOUN = of("soun");

  private BoxType() {}

  /**
   * Whether the box may stand at the top level of a stream. These are the types that Chromium's
   * parser knows there; it refuses a stream with any other.
   */
  public static boolean isTopLevel(int type) {
    return switch (text(type)) {
      case "ftyp", "styp", "moov", "moof", "mdat", "mfra", "sidx", "ssix", "emsg", "prft" -> true;
      case "free", "skip", "uuid", "meta", "meco", "pdin", "bloc" -> true;
      default -> false;
    };
  }

  /** The four characters, with a question mark for each that would not be safe in a quoted text. */
  static String text(int type) {
    StringBuilder text = new StringBuilder(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      char c = (char) (type >>> shift & 0xFF);
      text.append(isSafe(c) ? c : '?');
    }
    return text.toString();
  }

  private static boolean isSafe(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
  }

  /** The int of four ASCII characters. */
  static int of(String text) {
    int type = 0;
    for (int i = 0; i < 4; i++) {
      type = type << 8 | text.charAt(i);
    }
    return type;
  }
}
