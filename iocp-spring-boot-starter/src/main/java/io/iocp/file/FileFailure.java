package io.iocp.file;

import java.util.Locale;

/** Why a transfer did not succeed; peers are told the name in lower case, with dashes. */
public enum FileFailure {
  /** Files may not be read, or not be written, here. */
  FORBIDDEN,
  /** A file must not be called that. */
  BAD_NAME,
  /** There is no such file. */
  NOT_FOUND,
  /** There is a file of this name, and it must not be overwritten. */
  EXISTS,
  /** The file is larger than allowed. */
  TOO_LARGE,
  /** As many transfers as are allowed at once run already. */
  TOO_MANY,
  /** The file is being received from somebody else, or the session has a transfer of its own. */
  BUSY,
  /** What arrived is not what was announced. */
  HASH_MISMATCH,
  /** The disk could not be read or written. */
  DISK,
  /** There is no room for the file on the disk. */
  DISK_FULL,
  /** Somebody called it off. */
  CANCELLED,
  /** Nothing came for too long, and others wait. */
  STALLED,
  /** The peer did not follow the four steps. */
  PROTOCOL,
  /** The connection ended. */
  GONE,
  /** The peer gave a reason that is not known here. */
  OTHER;

  /** How it is written in messages. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static FileFailure ofCode(String code) {
    for (FileFailure failure : values()) {
      if (failure.code().equals(code)) {
        return failure;
      }
    }
    return OTHER;
  }
}
