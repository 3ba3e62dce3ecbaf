package io.iocp.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.simulated.Sabotage;
import io.iocp.completion.simulated.Trace;
import io.iocp.connection.CloseCause;
import io.iocp.connection.ConnectOutcome;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionCounter;
import io.iocp.connection.ConnectionHandler;
import io.iocp.connection.SecurityLayer;
import io.iocp.connection.SimulatedExecution;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A life with a fault in it is not taken for a good one: each invariant is broken on purpose. */
@Tag("slow")
class SimulationMutationTest {

  private static final int LIVES = 40;

  @BeforeEach
  void failuresOnPurposeFillNoLog() {
    logger().setLevel(Level.OFF);
  }

  @AfterEach
  void logAgain() {
    logger().setLevel(null);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("io.iocp");
  }

  // --- the engine

  @Test
  void anOperationThatComesHomeTwiceIsFound() {
    assertThat(violations(Sabotage.SEND_HOME_TWICE))
        .anyMatch(rule -> rule.contains("completed twice"));
  }

  @Test
  void aReceiveThatNeverComesHomeIsFound() {
    assertThat(violations(Sabotage.RECEIVE_NEVER_HOME))
        .contains(
            "nothing is pending",
            "a closed connection has nothing pending",
            "all contexts are free");
  }

  @Test
  void aCloseThatNeverComesHomeIsFound() {
    assertThat(violations(Sabotage.CLOSE_NEVER_HOME))
        .contains(
            "a server stops in time",
            "no connection is left",
            "no connection is registered",
            "no worker has a connection",
            "nothing is pending",
            "every connection is closed once");
  }

  @Test
  void aBufferThatIsForgottenIsFound() {
    assertThat(violations(Sabotage.PIECE_LOST)).contains("all buffers are free");
  }

  @Test
  void aSocketThatStaysOpenIsFound() {
    assertThat(violations(Sabotage.SOCKET_LEFT_OPEN)).contains("every socket is closed");
  }

  @Test
  void piecesInTheWrongOrderAreFound() {
    assertThat(violations(Sabotage.PIECES_SWAPPED)).anyMatch(rule -> rule.startsWith("order kept"));
  }

  @Test
  void aPieceThatComesTwiceIsFound() {
    assertThat(violations(Sabotage.PIECE_TWICE)).anyMatch(rule -> rule.startsWith("order kept"));
  }

  @Test
  void bytesThatAreSentTwiceAreFound() {
    assertThat(violations(Sabotage.SEND_UNDERSTATED))
        .anyMatch(rule -> rule.startsWith("order kept"));
  }

  @Test
  void aChangedByteIsFound() {
    assertThat(violations(Sabotage.BYTE_CHANGED)).anyMatch(rule -> rule.startsWith("order kept"));
  }

  @Test
  void aTransportThatGoesOnForEverIsFound() {
    assertThat(violations(Sabotage.CLOSE_NEVER_HOME))
        .contains("connections of which nothing is heard end by themselves");
  }

  // --- calls of handlers

  @Test
  void aCallAfterClosedIsFound() {
    assertThat(
            outside(
                (watched, life) ->
                    new Passing(watched) {
                      @Override
                      public void closed(Connection connection, CloseCause cause) {
                        super.closed(connection, cause);
                        drained(connection);
                      }
                    }))
        .contains("nothing is called after closed");
  }

  @Test
  void aSecondClosedIsFound() {
    assertThat(
            outside(
                (watched, life) ->
                    new Passing(watched) {
                      @Override
                      public void closed(Connection connection, CloseCause cause) {
                        super.closed(connection, cause);
                        super.closed(connection, cause);
                      }
                    }))
        .contains("closed is called once", "every connection is closed once");
  }

  @Test
  void aMissingClosedIsFound() {
    assertThat(
            outside(
                (watched, life) ->
                    new Passing(watched) {
                      @Override
                      public void closed(Connection connection, CloseCause cause) {
                        life.network().note("nobody is told", connection.id(), 0);
                      }
                    }))
        .contains("every connection is closed once")
        .anyMatch(rule -> rule.startsWith("counters add up: sessions closed"));
  }

  @Test
  void aSecondOpenedIsFound() {
    assertThat(
            outside(
                (watched, life) ->
                    new Passing(watched) {
                      @Override
                      public void opened(Connection connection) {
                        super.opened(connection);
                        super.opened(connection);
                      }
                    }))
        .contains("opened is called once");
  }

  @Test
  void aCallOutsideOfTheContextIsFound() {
    assertThat(
            outside(
                (watched, life) ->
                    new Passing(watched) {
                      @Override
                      public void opened(Connection connection) {
                        super.opened(connection);
                        life.network().schedule(1, () -> drained(connection));
                      }
                    }))
        .contains("handlers run in their connection's context");
  }

  @Test
  void aCallDuringAnotherIsFound() {
    assertThat(
            inside(
                (protocol, life) ->
                    new Passing(protocol) {
                      @Override
                      public void received(Connection connection, SharedBuffer buffer) {
                        connection.handler().drained(connection);
                        super.received(connection, buffer);
                      }
                    }))
        .contains("no handler is called while it runs");
  }

  // --- what handlers are lent

  @Test
  void aBufferThatIsReleasedTwiceIsFound() {
    assertThat(
            inside(
                (protocol, life) ->
                    new Passing(protocol) {
                      @Override
                      public void received(Connection connection, SharedBuffer buffer) {
                        super.received(connection, buffer);
                        buffer.release();
                      }
                    }))
        .anyMatch(rule -> rule.startsWith("counters add up: failures of handlers"));
  }

  @Test
  void aBufferThatAHandlerKeepsIsFound() {
    assertThat(
            inside(
                (protocol, life) ->
                    new Passing(protocol) {
                      @Override
                      public void received(Connection connection, SharedBuffer buffer) {
                        super.received(connection, buffer.retain());
                      }
                    }))
        .contains("all buffers are free");
  }

  // --- figures and timers

  @Test
  void aCounterThatCountsTwiceIsFound() {
    assertThat(
            outside(
                (watched, life) ->
                    new Passing(watched) {
                      @Override
                      public void opened(Connection connection) {
                        life.server().counters().increment(ConnectionCounter.ACCEPTED);
                        super.opened(connection);
                      }
                    }))
        .anyMatch(rule -> rule.startsWith("counters add up: accepted or connected, and opened"));
  }

  @Test
  void aTimerThatIsForgottenIsFound() {
    assertThat(
            outside(
                (watched, life) ->
                    new Passing(watched) {
                      @Override
                      public void opened(Connection connection) {
                        SimulatedExecution.forgetTimer(life.server());
                        super.opened(connection);
                      }
                    }))
        .contains("no timer is left", "a connection has one timer");
  }

  // --- TLS

  @Test
  void plaintextThatIsLostIsFound() {
    assertThat(
            secured(
                (link, life) ->
                    new PassingLink(link) {
                      @Override
                      public void deliver(SharedBuffer plaintext) {
                        if (life.network().chance(300)) {
                          plaintext.release();
                        } else {
                          super.deliver(plaintext);
                        }
                      }
                    }))
        .anyMatch(rule -> rule.startsWith("order kept") || rule.startsWith("a handshake gets"));
  }

  @Test
  void plaintextThatComesTwiceIsFound() {
    assertThat(
            secured(
                (link, life) ->
                    new PassingLink(link) {
                      @Override
                      public void deliver(SharedBuffer plaintext) {
                        SharedBuffer again = life.pool().tryAcquire(plaintext.length());
                        if (again != null) {
                          again.memory().put(plaintext.view());
                          again.region(0, plaintext.length());
                        }
                        super.deliver(plaintext);
                        if (again != null) {
                          super.deliver(again);
                        }
                      }
                    }))
        .anyMatch(rule -> rule.startsWith("order kept"));
  }

  @Test
  void plaintextThatIsKeptIsFound() {
    assertThat(
            secured(
                (link, life) ->
                    new PassingLink(link) {
                      @Override
                      public void deliver(SharedBuffer plaintext) {
                        super.deliver(plaintext.retain());
                      }
                    }))
        .contains("all buffers are free");
  }

  @Test
  void aHandshakeThatNeverComesHomeIsFound() {
    assertThat(
            secured(
                (link, life) ->
                    new PassingLink(link) {
                      @Override
                      public void comeHome() {
                        life.network().note("nobody completes", 0, 0);
                      }
                    }))
        .contains("no connection is left", "every connection is closed once");
  }

  // --- packets

  @Test
  void aPieceOfAPacketThatIsLostIsFound() {
    assertThat(
            inside(
                (protocol, life) ->
                    new Passing(protocol) {
                      @Override
                      public void received(Connection connection, SharedBuffer buffer) {
                        if (protocol.protocol().equals("packet") && life.network().chance(300)) {
                          buffer.release();
                        } else {
                          super.received(connection, buffer);
                        }
                      }
                    }))
        .anyMatch(rule -> rule.startsWith("order kept"));
  }

  @Test
  void aPacketSessionThatNeverClosesIsFound() {
    assertThat(
            inside(
                (protocol, life) ->
                    new Passing(protocol) {
                      @Override
                      public void closed(Connection connection, CloseCause cause) {
                        if (!protocol.protocol().equals("packet")) {
                          super.closed(connection, cause);
                        }
                      }
                    }))
        .anyMatch(rule -> rule.startsWith("counters add up: packet sessions closed"));
  }

  // --- outbound connections

  @Test
  void anAttemptOfWhichNothingIsHeardIsFound() {
    assertThat(outcomes((ended, life) -> outcome -> life.network().note("silence", 0, 0)))
        .contains("whoever connects hears once what became of it");
  }

  @Test
  void anAttemptThatEndsTwiceIsFound() {
    assertThat(outcomes((ended, life) -> ended.andThen(ended)))
        .contains("an attempt to connect is told once what became of it");
  }

  /** Makes the mutant of a handler. */
  private interface Maker extends BiFunction<ConnectionHandler, ServerLife, ConnectionHandler> {}

  private static Set<String> outside(Maker maker) {
    return violations(
        Sabotage.NONE,
        new Mutation() {
          @Override
          public ConnectionHandler outside(ConnectionHandler watched, ServerLife life) {
            return maker.apply(watched, life);
          }
        });
  }

  private static Set<String> inside(Maker maker) {
    return violations(
        Sabotage.NONE,
        new Mutation() {
          @Override
          public ConnectionHandler inside(ConnectionHandler protocol, ServerLife life) {
            return maker.apply(protocol, life);
          }
        });
  }

  private static Set<String> secured(
      BiFunction<SecurityLayer.Link, ServerLife, SecurityLayer.Link> maker) {
    return violations(
        Sabotage.NONE,
        new Mutation() {
          @Override
          public SecurityLayer.Factory security(SecurityLayer.Factory real, ServerLife life) {
            return link -> real.create(maker.apply(link, life));
          }
        },
        LifePlan::securedSeed);
  }

  private static Set<String> outcomes(
      BiFunction<Consumer<ConnectOutcome>, ServerLife, Consumer<ConnectOutcome>> maker) {
    return violations(
        Sabotage.NONE,
        new Mutation() {
          @Override
          public Consumer<ConnectOutcome> outcome(Consumer<ConnectOutcome> ended, ServerLife life) {
            return maker.apply(ended, life);
          }
        });
  }

  private static Set<String> violations(Sabotage sabotage) {
    return violations(sabotage, Mutation.NONE);
  }

  private static Set<String> violations(Sabotage sabotage, Mutation mutation) {
    return violations(sabotage, mutation, seed -> seed);
  }

  private static Set<String> violations(
      Sabotage sabotage, Mutation mutation, LongUnaryOperator seeds) {
    Set<String> found = new LinkedHashSet<>();
    for (long life = 1; life <= LIVES; life++) {
      long seed = seeds.applyAsLong(life);
      found.addAll(new ServerLife(seed, sabotage, mutation, new Trace(false)).run());
    }
    return found;
  }
}
