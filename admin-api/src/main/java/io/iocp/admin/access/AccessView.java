package io.iocp.admin.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, at one moment.
 *
 * @param mode open, closed or rules
 * @param rules access rules in the order in which they are tried
 * @param tokens names of the static tokens
 * @param callback whether an access callback decides where no rule does
 * @param file file with rules and tokens that is watched for changes; null if there is none
 */
public record AccessView(
    String mode,
    List<AccessRuleView> rules,
    List<String> tokens,
    boolean callback,
    @Nullable AccessFileView file) {

  /**
   * An access rule.
   *
   * @param who subject of the rule
   * @param may permitted actions
   * @param on names of streams and files, in which * matches any characters
   * @param maxViewers maximum number of concurrent viewers; null if unlimited
   * @param maxPublishers maximum number of concurrent publishers; null if unlimited
   * @param maxKilobitsPerSecond maximum bit rate of a publisher, in kilobits per second on average
   *     over ten seconds; null if unlimited
   * @param maxViewersKilobitsPerSecond maximum bit rate of all viewers of the rule together, in
   *     kilobits per second on average over ten seconds; null if unlimited
   * @param maxDurationSeconds maximum duration of a session; null if unlimited
   * @param viewers viewers that are there by this rule
   * @param viewersKilobitsPerSecond bit rate of these viewers together, in kilobits per second on
   *     average over ten seconds; null where it is unlimited
   * @param publishers publishers that are there by this rule
   */
  public record AccessRuleView(
      String who,
      List<String> may,
      List<String> on,
      @Nullable Integer maxViewers,
      @Nullable Integer maxPublishers,
      @Nullable Integer maxKilobitsPerSecond,
      @Nullable Integer maxViewersKilobitsPerSecond,
      @Nullable Long maxDurationSeconds,
      int viewers,
      @Nullable Long viewersKilobitsPerSecond,
      int publishers) {}

  /**
   * A file with rules.
   *
   * @param path where it is
   * @param appliedAt when its content was applied last
   * @param problem why its present content is not applied; null if it is
   */
  public record AccessFileView(String path, Instant appliedAt, @Nullable String problem) {}
}
