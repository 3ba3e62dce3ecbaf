package io.iocp.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class FileMessagesTest {

  private static final String HASH = "0123456789abcdef".repeat(4);

  private static final List<FileMessage> ALL =
      List.of(
          new FileMessage.Get("ä \"b\".bin"),
          new FileMessage.Get(null),
          new FileMessage.Info("a", 1L << 40, HASH),
          new FileMessage.Info(null, 0, HASH),
          new FileMessage.Start(7, HASH),
          new FileMessage.Content(7),
          new FileMessage.Completed(9, HASH),
          new FileMessage.ListFiles("a.bin"),
          new FileMessage.ListFiles(null),
          new FileMessage.Listed("b.bin", 9),
          new FileMessage.EndOfList(true),
          new FileMessage.EndOfList(false),
          new FileMessage.Failed(true, FileFailure.TOO_MANY, "later"),
          new FileMessage.Failed(false, FileFailure.HASH_MISMATCH, ""));

  @Test
  void whatIsWrittenIsRead() {
    ALL.forEach(
        message -> assertThat(FileMessages.read(FileMessages.write(message))).isEqualTo(message));
  }

  @Test
  void theFormIsThatOfTheDescription() {
    assertThat(FileMessages.write(new FileMessage.Info("a.bin", 9, HASH)))
        .isEqualTo("{\"type\":\"info\",\"name\":\"a.bin\",\"size\":9,\"sha256\":\"" + HASH + "\"}");
    assertThat(FileMessages.write(new FileMessage.Failed(true, FileFailure.NOT_FOUND, "no")))
        .isEqualTo(
            "{\"type\":\"failed\",\"by\":\"sender\",\"code\":\"not-found\",\"reason\":\"no\"}");
    assertThat(FileMessages.write(new FileMessage.ListFiles("a.bin")))
        .isEqualTo("{\"type\":\"list\",\"after\":\"a.bin\"}");
    assertThat(FileMessages.write(new FileMessage.Listed("b.bin", 9)))
        .isEqualTo("{\"type\":\"listed\",\"name\":\"b.bin\",\"size\":9}");
    assertThat(FileMessages.write(new FileMessage.EndOfList(false)))
        .isEqualTo("{\"type\":\"end-of-list\",\"more\":false}");
  }

  @Test
  void fieldsThatAreNotKnownArePassedOver() {
    assertThat(
            FileMessages.read(
                " {\"later\":{\"a\":[1,{}]},\"type\":\"content\",\"x\":null,\"offset\":3 } "))
        .isEqualTo(new FileMessage.Content(3));
  }

  @Test
  void aReasonThatIsNotKnownIsSomeReason() {
    assertThat(FileMessages.read("{\"type\":\"failed\",\"by\":\"receiver\",\"code\":\"new\"}"))
        .isEqualTo(new FileMessage.Failed(false, FileFailure.OTHER, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{\"type\":7}",
        "{\"type\":\"dance\"}",
        "{\"type\":\"content\"}",
        "{\"type\":\"content\",\"offset\":-1}",
        "{\"type\":\"content\",\"offset\":1.5}",
        "{\"type\":\"content\",\"offset\":99999999999999999999}",
        "{\"type\":\"content\",\"offset\":1}{}",
        "{\"type\":\"info\",\"size\":1,\"sha256\":\"abc\"}",
        "{\"type\":\"failed\",\"by\":\"me\"}"
      })
  void whatIsNoMessageIsNone(String text) {
    assertThat(FileMessages.read(text)).isNull();
  }

  @Test
  void randomChangesNeverThrow() {
    Random random = new Random(4);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text =
          new StringBuilder(FileMessages.write(ALL.get(random.nextInt(ALL.size()))));
      for (int changes = random.nextInt(4); changes > 0 && !text.isEmpty(); changes--) {
        int at = random.nextInt(text.length());
        if (random.nextBoolean()) {
          text.setCharAt(at, (char) random.nextInt(128));
        } else {
          text.deleteCharAt(at);
        }
      }
      FileMessage read = FileMessages.read(text.toString());
      if (read != null) {
        assertThat(FileMessages.read(FileMessages.write(read))).isEqualTo(read);
      }
    }
  }
}
