package io.iocp.streaming.simulation;

/** What is wrong on purpose, to prove that somebody would notice. */
enum Mutant {
  NONE,
  /** The relay lets what waits grow old. */
  RELAY_WITHOUT_A_BOUND,
  /** The kernel takes more than a second of the stream. */
  KERNEL_WITHOUT_A_BOUND,
  /** The player neither jumps to live nor hurries. */
  PLAYER_THAT_NEVER_JUMPS
}
