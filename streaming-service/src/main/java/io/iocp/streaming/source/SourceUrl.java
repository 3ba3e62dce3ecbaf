package io.iocp.streaming.source;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * An address, and what lets in there.
 *
 * @param address without a user
 * @param authorization value of the header, or null
 */
record SourceUrl(URI address, @Nullable String authorization) {

  /** A user in the address is told as HTTP tells it; a token counts more. */
  static SourceUrl of(URI url, @Nullable String token) {
    String user = url.getUserInfo();
    String basic =
        user == null
            ? null
            : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    return new SourceUrl(withoutUser(url), token == null ? basic : "Bearer " + token);
  }

  private static URI withoutUser(URI url) {
    String authority = url.getRawAuthority();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return URI.create(
        url.getScheme()
            + "://"
            + authority.substring(authority.lastIndexOf('@') + 1)
            + url.getRawPath()
            + query);
  }

  /** Without what must not be logged. */
  @Override
  public String toString() {
    return "SourceUrl";
  }
}
