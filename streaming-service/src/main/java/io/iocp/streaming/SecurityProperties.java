package io.iocp.streaming;

import io.iocp.streaming.access.AccessMode;
import io.iocp.streaming.access.AccessRule;
import io.iocp.streaming.access.Action;
import io.iocp.streaming.access.CallbackOptions;
import io.iocp.streaming.access.StaticTokens;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Security.
 *
 * @param mode Access mode for publishing and watching: open, rules or closed. Access is disabled if
 *     not set.
 * @param rules Access rules in the mode rules. The first matching rule applies. Access is denied if
 *     none matches.
 * @param tokens Tokens by name. Rules refer to them as token:NAME.
 * @param file YAML file with rules and tokens, in place of those here. It is watched, and changes
 *     apply within a second, also to running sessions.
 * @param callback callback that decides where no rule does
 * @param queryToken Whether to accept a token in the query of a URL, where proxies may log it.
 */
record SecurityProperties(
    @Nullable AccessMode mode,
    @DefaultValue List<Rule> rules,
    @DefaultValue Map<String, Token> tokens,
    @Nullable Path file,
    @DefaultValue Callback callback,
    @DefaultValue("false") boolean queryToken) {

  SecurityProperties {
    boolean ruled = !rules.isEmpty() || !tokens.isEmpty();
    if (ruled && mode != AccessMode.RULES && mode != AccessMode.CLOSED) {
      throw new IllegalArgumentException(
          "streaming.security.rules and tokens require streaming.security.mode=rules");
    }
    if (file != null && ruled) {
      throw new IllegalArgumentException(
          "streaming.security.file takes the place of rules and tokens: remove one or the other");
    }
    if (file != null && mode != AccessMode.RULES && mode != AccessMode.CLOSED) {
      throw new IllegalArgumentException(
          "streaming.security.file requires streaming.security.mode=rules");
    }
    if (callback.url() != null) {
      StreamingProperties.check("streaming.security.callback", callback::toOptions);
      if (mode != AccessMode.RULES && mode != AccessMode.CLOSED) {
        throw new IllegalArgumentException(
            "streaming.security.callback.url requires streaming.security.mode=rules");
      }
    }
    StreamingProperties.check("streaming.security.rules", () -> toRules(rules));
    StreamingProperties.check("streaming.security.tokens", () -> toTokens(tokens));
  }

  AccessMode effectiveMode() {
    return mode == null ? AccessMode.CLOSED : mode;
  }

  List<AccessRule> toRules() {
    return toRules(rules);
  }

  StaticTokens toTokens() {
    return toTokens(tokens);
  }

  static List<AccessRule> toRules(List<Rule> rules) {
    return rules.stream().map(Rule::toRule).toList();
  }

  static StaticTokens toTokens(Map<String, Token> tokens) {
    Map<String, List<String>> hashes = new HashMap<>();
    tokens.forEach((name, token) -> hashes.put(name, token.hashes()));
    return new StaticTokens(hashes);
  }

  /**
   * A rule.
   *
   * @param who Subject of the rule: anonymous (everybody), authenticated, user:NAME, role:NAME,
   *     token:NAME, claim:NAME=VALUE of a JWT, or address:RANGE (everybody at an address or in a
   *     network).
   * @param may Permitted actions: publish, watch, files, list.
   * @param names Names of streams and files, in which * matches any characters.
   * @param on The same as names. YAML reads the word as a boolean unless it is quoted.
   * @param limits Limits of the rule.
   */
  record Rule(
      @Nullable String who,
      @DefaultValue Set<Action> may,
      @DefaultValue List<String> names,
      @DefaultValue List<String> on,
      @DefaultValue Limits limits) {

    /**
     * Limits of a rule.
     *
     * @param maxViewers Maximum number of concurrent viewers. Unlimited if not set.
     * @param maxPublishers Maximum number of concurrent publishers. Unlimited if not set.
     * @param maxKilobitsPerSecond Maximum bit rate of a publisher in kilobits per second, on
     *     average over ten seconds. Unlimited if not set.
     * @param maxViewersKilobitsPerSecond Maximum bit rate of all viewers of the rule together in
     *     kilobits per second, on average over ten seconds. Viewers beyond it are refused.
     *     Unlimited if not set.
     * @param maxDuration Maximum duration of a session. Unlimited if not set.
     */
    record Limits(
        @Nullable Integer maxViewers,
        @Nullable Integer maxPublishers,
        @Nullable Integer maxKilobitsPerSecond,
        @Nullable Integer maxViewersKilobitsPerSecond,
        @Nullable Duration maxDuration) {

      AccessRule.Limits toLimits() {
        return new AccessRule.Limits(
            maxViewers,
            maxPublishers,
            maxKilobitsPerSecond,
            maxViewersKilobitsPerSecond,
            maxDuration);
      }
    }

    AccessRule toRule() {
      return new AccessRule(
          who == null ? "" : who,
          may,
          Stream.concat(names.stream(), on.stream()).toList(),
          limits.toLimits());
    }
  }

  /**
   * A token.
   *
   * @param hashes SHA-256 hashes of the token, each as sha256: and hexadecimal digits. Several are
   *     valid at a time while a token is replaced. Tokens must be long and random, such as 32
   *     encoded bytes.
   */
  record Token(@DefaultValue List<String> hashes) {

    /** Without what must not be logged: somebody may have written the token itself there. */
    @Override
    public String toString() {
      return "Token";
    }
  }

  /**
   * The access callback.
   *
   * @param url URL that is asked with a POST where no rule permits access, in the mode rules.
   *     Access is denied when it does not answer.
   * @param timeout Maximum duration of one request to the access callback.
   * @param cache Time for which an answer of the access callback holds for the same request. Use 0
   *     to ask each time.
   * @param maxWaiting Maximum number of concurrent requests to the access callback. Access is
   *     denied beyond it.
   */
  record Callback(
      @Nullable URI url,
      @DefaultValue("2s") Duration timeout,
      @DefaultValue("10s") Duration cache,
      @DefaultValue("100") int maxWaiting) {

    CallbackOptions toOptions() {
      return new CallbackOptions(Objects.requireNonNull(url), timeout, cache, maxWaiting);
    }

    /** Without the address, which may have a password. */
    @Override
    public String toString() {
      return "Callback";
    }
  }
}
