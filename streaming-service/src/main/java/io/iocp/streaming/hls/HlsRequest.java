package io.iocp.streaming.hls;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param segment that a playlist is to have, {@link #NONE} for what there is
 * @param part of the segment that a playlist is to have, {@link #NONE} for all of it
 * @param delta whether old segments may be left out
 * @param suffix the rest of the query with its question mark, which all addresses of a playlist are
 *     given: it may be what lets the client in
 * @param shared whether a cache may give the answer to others
 */
record HlsRequest(
    HlsFile file, long segment, int part, boolean delta, String suffix, boolean shared) {

  static final int NONE = -1;

  private static final String SEGMENT = "_HLS_msn=";
  private static final String PART = "_HLS_part=";
  private static final String SKIP = "_HLS_skip=";
  private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");
  private static final Pattern PART_NUMBER = Pattern.compile("\\d{1,6}");

  /** What may stand in a quoted string of a playlist. */
  private static final Pattern PARAMETER = Pattern.compile("[!#-~&&[^\\\\]]+");

  /**
   * Reads a query. What the protocol does not know is what lets the client in, perhaps.
   *
   * @param shared whether the client is let in by the address alone
   */
  static HlsRequest of(HlsFile file, @Nullable String query, boolean shared) {
    long segment = NONE;
    int part = NONE;
    boolean delta = false;
    List<String> rest = new ArrayList<>();
    for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
      if (parameter.startsWith(SEGMENT)) {
        String value = parameter.substring(SEGMENT.length());
        segment = NUMBER.matcher(value).matches() ? Long.parseLong(value) : Long.MAX_VALUE;
      } else if (parameter.startsWith(PART)) {
        String value = parameter.substring(PART.length());
        part = PART_NUMBER.matcher(value).matches() ? Integer.parseInt(value) : Integer.MAX_VALUE;
      } else if (parameter.startsWith(SKIP)) {
        String value = parameter.substring(SKIP.length());
        delta = value.equals("YES") || value.equals("v2");
      } else if (PARAMETER.matcher(parameter).matches()) {
        rest.add(parameter);
      }
    }
    String suffix = rest.isEmpty() ? "" : "?" + String.join("&", rest);
    return new HlsRequest(file, segment, part, delta, suffix, shared);
  }

  /** Whether it waits for something that is to come. */
  boolean isBlocking() {
    return segment != NONE;
  }
}
