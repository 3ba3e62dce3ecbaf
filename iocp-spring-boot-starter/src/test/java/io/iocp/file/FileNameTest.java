package io.iocp.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class FileNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "report 2026.pdf", "übung.mp4", "日本.bin", "a..b", "console.txt", "com10"})
  void ordinaryNamesAreAllowed(String name) {
    assertThat(FileName.whyInvalid(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../a",
        "a/b",
        "/etc/passwd",
        "a\\b",
        "C:a",
        "C:\\a",
        ".hidden",
        ".a.part",
        "a.",
        "a ",
        " a",
        "a\u0000b",
        "a\nb",
        "a\u202Eb",
        "a*",
        "a?",
        "a|b",
        "a<b",
        "a>b",
        "\"a\"",
        "CON",
        "con.txt",
        "Nul",
        "AUX.tar.gz",
        "com1",
        "LPT9.log",
        "nul .txt",
        "COM\u00B9",
        "lpt\u00B3.txt",
        "CONIN$",
        "a\uD800",
        "u\u0308bung",
        "a::$DATA",
        "PROGRA~1",
        "LONGNA~1.TXT",
        "A~12.b"
      })
  void namesThatLeadElsewhereOrMeanSomethingElseSomewhereAreNot(String name) {
    assertThat(FileName.whyInvalid(name)).isPresent();
  }

  @Test
  void aNameLeavesRoomForThatOfItsPart() {
    assertThat(FileName.whyInvalid("a".repeat(200))).isEmpty();
    assertThat(FileName.whyInvalid("a".repeat(201))).isPresent();
    assertThat(FileName.whyInvalid("ä".repeat(101))).isPresent();
  }
}
