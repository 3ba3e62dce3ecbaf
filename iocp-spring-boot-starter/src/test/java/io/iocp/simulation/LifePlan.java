package io.iocp.simulation;

import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.simulated.Faults;
import io.iocp.connection.ConnectionOptions;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What kind of life it is going to be.
 *
 * @param faults how bad the world is
 * @param naps chance, per mille, that a worker is not scheduled for a while
 * @param misbehaviour chance, per mille, that the handler does something it may but should not
 * @param livesOut whether the server goes on until all clients have gone, else it is stopped in the
 *     midst of it
 * @param secured whether all speak TLS, which costs a life a hundred times its time
 * @param packetClients how many of the clients speak packets
 * @param outbound sessions that the server itself tries to open
 */
record LifePlan(
    int workers,
    BufferPoolOptions pool,
    int receiveBufferBytes,
    ConnectionOptions connections,
    Faults faults,
    int naps,
    int misbehaviour,
    int clients,
    Duration length,
    boolean livesOut,
    Duration grace,
    boolean secured,
    int packetClients,
    int outbound) {

  private static final int KIB = 1 << 10;
  private static final int SLAB = 64 * KIB;

  // Few: the arithmetic of a handshake takes longer than a whole life without.
  private static final int LIVES_TO_A_SECURED_ONE = 20;
  private static final int SECURED_ONE = 7;

  /** The seed of one of the secured lives. */
  static long securedSeed(long number) {
    return number * LIVES_TO_A_SECURED_ONE + SECURED_ONE;
  }

  static LifePlan of(long seed) {
    SplittableRandom random = new SplittableRandom(seed * 31 + 7);
    boolean calm = random.nextInt(4) == 0;
    boolean poor = random.nextInt(5) == 0;
    Faults faults =
        new Faults(
            random.nextInt(4) == 0 ? 0 : 1 + random.nextLong(3_000_000),
            random.nextInt(700),
            random.nextInt(700),
            calm ? 0 : random.nextInt(8),
            calm ? 0 : random.nextInt(8),
            calm ? 0 : random.nextInt(60),
            calm ? 0 : random.nextInt(300),
            512 << random.nextInt(6),
            512 << random.nextInt(6));
    boolean secured = seed % LIVES_TO_A_SECURED_ONE == SECURED_ONE;
    int clients = 1 + random.nextInt(secured ? 4 : 8);
    return new LifePlan(
        1 + random.nextInt(3),
        new BufferPoolOptions(
            SLAB * (poor ? 3L : 3 + random.nextInt(20)),
            SLAB,
            List.of(4 * KIB, 16 * KIB, 64 * KIB)),
        64 << random.nextInt(7),
        ConnectionOptions.builder()
            .maximumConnections(random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1000)
            .handshakeTimeout(millis(random, 300, 3000))
            .idleTimeout(millis(random, 1000, 8000))
            .keepAliveInterval(millis(random, 200, 2000))
            .closeTimeout(millis(random, 2500, 4000))
            .sendQueueBytes((4L * KIB) << random.nextInt(7))
            .build(),
        faults,
        random.nextInt(3) == 0 ? random.nextInt(30) : 0,
        calm ? 0 : random.nextInt(12),
        clients,
        millis(random, 50, 6000),
        random.nextBoolean(),
        millis(random, 0, 3000),
        secured,
        random.nextInt(3) == 0 ? 1 + random.nextInt(clients) : 0,
        random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0);
  }

  private static Duration millis(SplittableRandom random, int from, int to) {
    return Duration.ofMillis(from + random.nextInt(to - from));
  }
}
