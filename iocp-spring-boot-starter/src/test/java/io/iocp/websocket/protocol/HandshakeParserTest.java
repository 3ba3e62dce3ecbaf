package io.iocp.websocket.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.http.protocol.HeadLimits;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for a client's opening handshake: RFC 6455, section 4, on RFC 9112. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class HandshakeParserTest {
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final String UPGRADE =
      "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n";
  private static final String REST = UPGRADE + "Sec-WebSocket-Key: " + KEY + "\r\n";
  private static final String HEADERS = "Host: example.com:9000\r\n" + REST;

  private static HandshakeResult parse(String head) {
    return parse(head, HeadLimits.DEFAULT);
  }

  private static HandshakeResult parse(String head, HeadLimits limits) {
    return new HandshakeParser(limits).read(ByteBuffer.wrap(Bytes.ascii(head)));
  }

  private static HandshakeRequest request(String head) {
    HandshakeResult result = parse(head);
    assertThat(result).isInstanceOf(HandshakeRequest.class);
    return (HandshakeRequest) result;
  }

  private static HandshakeRequest requestFor(String target) {
    return request("GET " + target + " HTTP/1.1\r\n" + HEADERS + "\r\n");
  }

  private static HandshakeFailure assertFails(String head, int httpStatus) {
    return assertFails(parse(head), httpStatus);
  }

  private static HandshakeFailure assertFails(HandshakeResult result, int httpStatus) {
    assertThat(result).isInstanceOf(HandshakeFailure.class);
    HandshakeFailure failure = (HandshakeFailure) result;
    assertThat(failure.httpStatus()).as(failure.reason()).isEqualTo(httpStatus);
    assertThat(failure.reason()).isNotEmpty();
    return failure;
  }

  private static HandshakeFailure assertFieldFails(String field, int httpStatus) {
    return assertFails("GET / HTTP/1.1\r\n" + HEADERS + field + "\r\n\r\n", httpStatus);
  }

  // What a request says

  @Test
  void requestCarriesWhatTheClientAskedFor() {
    HandshakeRequest request =
        request(
            "GET /watch/d%C3%A9mo?token=a%20b HTTP/1.1\r\n"
                + HEADERS
                +
"""
Origin: http://example.com\r
Sec-WebSocket-Protocol: one, two\r
sec-websocket-protocol:three\r
Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x\r
X-Empty:\r
X-Blanks: \t in between \t\r
\r
""");
    assertThat(request.path()).isEqualTo("/watch/démo");
    assertThat(request.rawPath()).isEqualTo("/watch/d%C3%A9mo");
    assertThat(request.query()).isEqualTo("token=a%20b");
    assertThat(request.host()).isEqualTo("example.com:9000");
    assertThat(request.origin()).isEqualTo("http://example.com");
    assertThat(request.subprotocols()).containsExactly("one", "two", "three");
    assertThat(request.extensions())
        .containsExactly("permessage-deflate; client_max_window_bits", "x");
    assertThat(request.key()).isEqualTo(KEY);
    assertThat(request.headers().first("x-EMPTY")).isEmpty();
    assertThat(request.headers().first("x-blanks")).isEqualTo("in between");
    assertThat(request.headers().first("absent")).isNull();
    assertThat(request.headers().all("SEC-WEBSOCKET-PROTOCOL"))
        .containsExactly("one, two", "three");
  }

  @Test
  void optionalPartsMayBeAbsent() {
    HandshakeRequest request = requestFor("/");
    assertThat(request.query()).isNull();
    assertThat(request.origin()).isNull();
    assertThat(request.subprotocols()).isEmpty();
    assertThat(request.extensions()).isEmpty();
  }

  @Test
  void namesAndTokensAreReadWithoutRegardToCase() {
    request(
        "GET / HTTP/1.1\r\nHOST: h\r\nupgrade: WebSocket\r\nconnection: UPGRADE\r\n"
            + "SEC-WEBSOCKET-VERSION: 13\r\nsec-websocket-key: "
            + KEY
            + "\r\n\r\n");
  }

  @Test
  void exactlyTheHeadIsConsumed() {
    byte[] head = Bytes.ascii("GET / HTTP/1.1\r\n" + HEADERS + "\r\n");
    ByteBuffer input = ByteBuffer.wrap(Bytes.concat(head, Bytes.hex("8180")));
    HandshakeParser parser = new HandshakeParser(HeadLimits.DEFAULT);
    HandshakeResult result = parser.read(input);
    assertThat(result).isInstanceOf(HandshakeRequest.class);
    assertThat(input.position()).isEqualTo(head.length);
    assertThat(parser.read(input)).isSameAs(result);
    assertThat(input.position()).isEqualTo(head.length);
  }

  // Targets

  @Test
  void absoluteTargetOverridesTheHost() {
    HandshakeRequest request = requestFor("HTTP://other:81/a?b");
    assertThat(request.host()).isEqualTo("other:81");
    assertThat(request.path()).isEqualTo("/a");
    assertThat(request.query()).isEqualTo("b");
    assertThat(requestFor("https://other").path()).isEqualTo("/");
    assertThat(requestFor("https://other?b").query()).isEqualTo("b");
  }

  @ParameterizedTest
  @CsvSource({"/a%2e, /a.", "/..a/b.., /..a/b..", "/%25%32%30, /%20", "/a+b, /a+b", "//a, //a"})
  void pathIsDecodedOnce(String target, String path) {
    assertThat(requestFor(target).path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "example.com:80",
        "ftp://example.com/",
        "http:///a",
        "http://user@example.com/",
        "/a#b",
        "/%",
        "/%4",
        "/%zz",
        "/%+1",
        "/%00",
        "/%0d%0a",
        "/%7f",
        "/a%2fb",
        "/a%5cb",
        "/a\\b",
        "/%c3",
        "/%ed%a0%80",
        "/%c0%ae/",
        "/..",
        "/a/../b",
        "/a/./b",
        "/a/%2e%2E/b",
        "/a/."
      })
  void targetThatIsMalformedOrAmbiguousIsRefused(String target) {
    assertFails("GET " + target + " HTTP/1.1\r\n" + HEADERS + "\r\n", 400);
  }

  // Request line

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /\r\n",
        "GET  / HTTP/1.1\r\n",
        "GET / HTTP/1.1 \r\n",
        "GET / HTTP/11\r\n",
        "GET / HTTP/1.x\r\n",
        "GET / http/1.1\r\n",
        "GET / a HTTP/1.1\r\n",
        "GET\r\n"
      })
  void malformedRequestLineIsRefused(String requestLine) {
    assertFails(requestLine + HEADERS + "\r\n", 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/0.9", "HTTP/2.0"})
  void onlyHttp1IsSpoken(String version) {
    assertFails("GET / " + version + "\r\n" + HEADERS + "\r\n", 505);
  }

  @Test
  void http10CannotBeUpgraded() {
    assertFails("GET / HTTP/1.0\r\n" + HEADERS + "\r\n", 426);
  }

  @Test
  void aLaterMinorVersionIsReadAsHttp11() {
    assertThat(read("GET / HTTP/1.2\r\n" + HEADERS + "\r\n")).isInstanceOf(HandshakeRequest.class);
  }

  @Test
  void oneEmptyLineBeforeTheRequestIsIgnored() {
    assertThat(read("\r\nGET / HTTP/1.1\r\n" + HEADERS + "\r\n"))
        .isInstanceOf(HandshakeRequest.class);
  }

  private static HandshakeResult read(String head) {
    return new HandshakeParser(HeadLimits.DEFAULT).read(ByteBuffer.wrap(head.getBytes(US_ASCII)));
  }

  @Test
  void prefaceOfHttp2IsAWrongVersion() {
    assertFails("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "HEAD", "get", "CONNECT"})
  void otherMethodsThanGetAreNotAllowed(String method) {
    HandshakeFailure failure = assertFails(method + " / HTTP/1.1\r\n" + HEADERS + "\r\n", 405);
    assertThat(failure.headers().first("Allow")).isEqualTo("GET");
  }

  // Garbage

  @ParameterizedTest
  @ValueSource(
      strings = {
        "16", // a TLS ClientHello
        "00",
        "80",
        "ff",
        "20", // no beginning of a method
        "0a",
        "22", // a bare line feed, a quote
        "47 45 54 01", // a control character in the method
        "47 45 54 20 2f 00", // and in the target
        "47 45 54 20 2f e9", // what is not ASCII
        "0d 0a 0d 0a", // empty lines
        "0d 00", // a bare carriage return
      })
  void garbageIsRefusedAtItsFirstWrongByte(String hex) {
    byte[] bytes = Bytes.hex(hex);
    HandshakeParser parser = new HandshakeParser(HeadLimits.DEFAULT);
    ByteBuffer begin = ByteBuffer.wrap(bytes, 0, bytes.length - 1);
    assertThat(parser.read(begin)).isSameAs(HandshakeResult.INCOMPLETE);
    assertFails(parser.read(ByteBuffer.wrap(bytes, bytes.length - 1, 1)), 400);
  }

  @Test
  void nothingIsReadAfterAFailure() {
    HandshakeParser parser = new HandshakeParser(HeadLimits.DEFAULT);
    ByteBuffer input = ByteBuffer.wrap(Bytes.ascii("\0GET / HTTP/1.1\r\n"));
    HandshakeResult failure = parser.read(input);
    assertThat(input.hasRemaining()).isFalse();
    input.rewind();
    assertThat(parser.read(input)).isSameAs(failure);
    assertThat(input.hasRemaining()).isFalse();
  }

  // Header lines

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-No-Colon",
        ": no name",
        "X-Blank : before the colon",
        "X Blank: in the name",
        "X-(Paren): in the name",
        " folded: or a blank before the name",
        "X-Folded: a\r\n b",
        "X-Folded: a\r\n\tb",
        "X-Nul: a\0b",
        "X-Control: a\u0001b",
        "X-Delete: a\u007fb",
        "X-Line-Feed: a\nX-Smuggled: b",
        "X-Carriage-Return: a\rb",
        "X-Ünicode: in the name"
      })
  void malformedHeaderLineIsRefused(String line) {
    assertFieldFails(line, 400);
  }

  @Test
  void headerValueMayBeLatin1() {
    HandshakeRequest request =
        request("GET / HTTP/1.1\r\n" + HEADERS + "X-Name: J\u00fcrgen\r\n\r\n");
    assertThat(request.headers().first("X-Name")).isEqualTo("Jürgen");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: example.com:9000",
        "Sec-WebSocket-Key: " + KEY,
        "sec-websocket-version: 13",
        "Content-Length: 0\r\nContent-Length: 0"
      })
  void fieldThatMustBeUniqueIsRefusedTwice(String field) {
    assertFieldFails(field, 400);
  }

  @Test
  void originIsRefusedTwice() {
    assertFieldFails("Origin: http://a\r\nOrigin: http://b", 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Transfer-Encoding: chunked", "Content-Length: 5"})
  void requestMustNotHaveABody(String field) {
    assertFieldFails(field, 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host:\r\n", "Host: a b\r\n", "Host: a/b\r\n", "Host: u@h\r\n"})
  void hostIsNeeded(String hostLine) {
    assertFails("GET / HTTP/1.1\r\n" + hostLine + REST + "\r\n", 400);
  }

  @Test
  void hostMayBeAnAddress() {
    assertThat(request("GET / HTTP/1.1\r\nHost: [::1]:9000\r\n" + REST + "\r\n").host())
        .isEqualTo("[::1]:9000");
  }

  // The upgrade

  @Test
  void plainHttpRequestIsToldToUpgrade() {
    HandshakeFailure failure = assertFails("GET / HTTP/1.1\r\nHost: h\r\n\r\n", 426);
    assertThat(failure.headers().first("Upgrade")).isEqualTo("websocket");
    assertThat(failure.headers().first("Sec-WebSocket-Version")).isEqualTo("13");
  }

  @ParameterizedTest
  @CsvSource({
    "websocket,h2c",
    "keep-alive, ",
    "Sec-WebSocket-Version: 13,Sec-WebSocket-Version: 8",
    "Sec-WebSocket-Version: 13,X: 13",
    "Upgrade: websocket,X: websocket"
  })
  void otherUpgradesAreToldWhichOne(String text, String replacement) {
    String headers =
        HEADERS
            .replace(text, replacement == null ? "" : replacement)
            .replace("Connection: , Upgrade", "Connection: close");
    assertFails("GET / HTTP/1.1\r\n" + headers + "\r\n", 426);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Sec-WebSocket-Key:\r\n",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ\r\n", // without its pads
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSE=\r\n", // 17 bytes
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25-_Q==\r\n", // another alphabet
      })
  void keyMustBeSixteenBytesInBase64(String keyLine) {
    assertFails("GET / HTTP/1.1\r\nHost: h\r\n" + UPGRADE + keyLine + "\r\n", 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a, b c", "a, a", "a, \"b\""})
  void subprotocolsMustBeUniqueTokens(String offered) {
    assertFieldFails("Sec-WebSocket-Protocol: " + offered, 400);
  }

  // Limits

  @Test
  void requestLineBeyondItsLimitIsTooLong() {
    HeadLimits limits = new HeadLimits(20, 100, 10, 1000);
    String rest = "\r\n" + HEADERS + "\r\n";
    assertThat(parse("GET /123456 HTTP/1.1" + rest, limits)).isInstanceOf(HandshakeRequest.class);
    assertFails(parse("GET /1234567 HTTP/1.1" + rest, limits), 414);
    assertFails(parse("GET /" + "1".repeat(16), limits), 414);
  }

  @Test
  void endlessMethodIsGarbage() {
    assertFails("x".repeat(5000), 400);
  }

  @Test
  void headerLineBeyondItsLimitIsTooLarge() {
    HeadLimits limits = new HeadLimits(100, 50, 10, 1000);
    String head = "GET / HTTP/1.1\r\n" + HEADERS + "X: ";
    assertThat(parse(head + "x".repeat(47) + "\r\n\r\n", limits))
        .isInstanceOf(HandshakeRequest.class);
    assertFails(parse(head + "x".repeat(48), limits), 431);
  }

  @Test
  void moreHeadersThanTheLimitAreTooMany() {
    HeadLimits limits = new HeadLimits(100, 100, 6, 1000);
    String head = "GET / HTTP/1.1\r\n" + HEADERS + "X: 1\r\n";
    assertThat(parse(head + "\r\n", limits)).isInstanceOf(HandshakeRequest.class);
    assertFails(parse(head + "Y: 2\r\n", limits), 431);
  }

  @Test
  void headBeyondItsLimitIsTooLarge() {
    String head = "GET / HTTP/1.1\r\n" + HEADERS + "\r\n";
    HeadLimits exact = new HeadLimits(100, 100, 10, head.length());
    HeadLimits less = new HeadLimits(100, 100, 10, head.length() - 1);
    assertThat(parse(head, exact)).isInstanceOf(HandshakeRequest.class);
    assertFails(parse(head, less), 431);
  }

  @Test
  void headersWithoutEndAreRefused() {
    assertFails("GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(100_000), 431);
    assertFails("GET / HTTP/1.1\r\n" + "x".repeat(100_000), 431);
  }

  @Test
  void secretsDoNotEndInLogs() {
    HandshakeRequest request = request("GET / HTTP/1.1\r\n" + HEADERS + "Cookie: secret\r\n\r\n");
    assertThat(request.toString()).contains("Cookie").doesNotContain("secret");
  }
}
