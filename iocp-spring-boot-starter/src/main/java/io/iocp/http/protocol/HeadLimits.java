package io.iocp.http.protocol;

/**
 * How much of the head of a request is read before it is refused. Lines are counted without their
 * CRLF, the total with all of them.
 *
 * @param maxRequestLineBytes longest request line (status line for a client); beyond it 414
 * @param maxHeaderLineBytes longest header line; beyond it 431
 * @param maxHeaders most header lines; beyond it 431
 * @param maxTotalBytes longest request head; beyond it 431
 */
public record HeadLimits(
    int maxRequestLineBytes, int maxHeaderLineBytes, int maxHeaders, int maxTotalBytes) {
  /** 4 KiB of request line, 64 headers of up to 8 KiB (cookies), 16 KiB in all. */
  public static final HeadLimits DEFAULT = new HeadLimits(4096, 8192, 64, 16_384);

  /** Checks that there is room for something. */
  public HeadLimits {
    if (maxRequestLineBytes < 1 || maxHeaderLineBytes < 1 || maxHeaders < 1 || maxTotalBytes < 1) {
      throw new IllegalArgumentException(
          "limits must be positive: maxRequestLineBytes="
              + maxRequestLineBytes
              + ", maxHeaderLineBytes="
              + maxHeaderLineBytes
              + ", maxHeaders="
              + maxHeaders
              + ", maxTotalBytes="
              + maxTotalBytes);
    }
  }
}
