package io.iocp.file;

import org.jspecify.annotations.Nullable;

/**
 * What the two sides of a transfer say to each other, one JSON object each: a text message of
 * WebSocket, a packet of type 0xE0. The content is binary messages, or packets of type 0xE1, cut
 * anywhere.
 *
 * <pre>
 *   receiver                                                     sender
 *      │  {"type":"get","name":"a.bin"}               (if it asks)  │
 *      │ ─────────────────────────────────────────────────────────▶ │
 *      │  {"type":"info","name":"a.bin","size":9,"sha256":"…"}      │  1
 *      │ ◀───────────────────────────────────────────────────────── │
 *      │  {"type":"start","offset":4,"sha256":"…"}                  │  2  what is here already,
 *      │ ─────────────────────────────────────────────────────────▶ │     and the hash of that part
 *      │  {"type":"content","offset":4}                             │  3  offset 0 if the part is
 *      │  …………… 5 bytes ……………                                       │     not the sender's
 *      │ ◀───────────────────────────────────────────────────────── │
 *      │  {"type":"completed","size":9,"sha256":"…"}                │  4
 *      │ ─────────────────────────────────────────────────────────▶ │
 * </pre>
 *
 * <p>On an address for all files, {@code {"type":"list","after":"a.bin"}} (without {@code after}
 * from the beginning) is answered by {@code {"type":"listed","name":"b.bin","size":9}} for each of
 * the next hundred files by name, then {@code {"type":"end-of-list","more":false}}, or true if
 * there are more.
 *
 * <p>Either side ends a transfer with {@code
 * {"type":"failed","by":"sender","code":"…","reason":"…"}}. A session has at most one transfer in
 * each direction at a time. Hashes are SHA-256, in lower-case hexadecimal digits.
 */
sealed interface FileMessage {

  /**
   * The receiver asks for a file.
   *
   * @param name null where the address says which
   */
  record Get(@Nullable String name) implements FileMessage {}

  /**
   * The sender announces a file.
   *
   * @param name null where the address says which
   */
  record Info(@Nullable String name, long size, String sha256) implements FileMessage {}

  /**
   * The receiver wants it.
   *
   * @param offset bytes that it has of it
   * @param sha256 their hash
   */
  record Start(long offset, String sha256) implements FileMessage {}

  /**
   * The content follows.
   *
   * @param offset from where: what the receiver has, or 0
   */
  record Content(long offset) implements FileMessage {}

  /** The receiver has all of it, and the hash is right. */
  record Completed(long size, String sha256) implements FileMessage {}

  /**
   * Somebody asks which files there are.
   *
   * @param after the name before the first one; null for the beginning
   */
  record ListFiles(@Nullable String after) implements FileMessage {}

  /** One of them. */
  record Listed(String name, long size) implements FileMessage {}

  /**
   * The end of one answer.
   *
   * @param more whether there are more files behind the last one
   */
  record EndOfList(boolean more) implements FileMessage {}

  /**
   * One side gives up.
   *
   * @param bySender which side of the transfer
   */
  record Failed(boolean bySender, FileFailure failure, String reason) implements FileMessage {}
}
