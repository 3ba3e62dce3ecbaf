package io.iocp.streaming.ingest.rtmp.protocol;

/**
 * What a publisher wants to publish.
 *
 * @param app the application of the URL, without a query: {@code live} of {@code
 *     rtmp://host/live/desk}; may be empty
 * @param streamName the name of the stream: the stream key up to its query, or the application
 *     where there is no key; may be anything a stranger writes, and empty
 * @param query what follows {@code ?} in the key, or in the application where the key has none;
 *     empty without one
 */
public record PublishRequest(String app, String streamName, String query) {

  /**
   * Takes apart what the two commands say.
   *
   * @param app of {@code connect}
   * @param streamKey of {@code publish}
   */
  static PublishRequest of(String app, String streamKey) {
    String application = withoutSlashes(beforeQuery(app));
    String key = withoutSlashes(beforeQuery(streamKey));
    String query = query(streamKey).isEmpty() ? query(app) : query(streamKey);
    return new PublishRequest(application, key.isEmpty() ? application : key, query);
  }

  private static String beforeQuery(String text) {
    int mark = text.indexOf('?');
    return mark < 0 ? text : text.substring(0, mark);
  }

  private static String query(String text) {
    int mark = text.indexOf('?');
    return mark < 0 ? "" : text.substring(mark + 1);
  }

  /** Encoders leave a slash where the user's URL had one too many. */
  private static String withoutSlashes(String text) {
    int begin = 0;
    int end = text.length();
    while (begin < end && text.charAt(begin) == '/') {
      begin++;
    }
    while (end > begin && text.charAt(end - 1) == '/') {
      end--;
    }
    return text.substring(begin, end);
  }
}
