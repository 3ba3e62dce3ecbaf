package io.iocp.streaming.relay;

import tools.jackson.databind.json.JsonMapper;

/**
 * The text message for viewers whose stream has no publisher at the moment, as JSON.
 *
 * @param type always {@code waiting}
 * @param reason one sentence
 */
record WaitingMessage(String type, String reason) {

  static final String PUBLISHER_AWAY = json("the publisher is disconnected");

  private static String json(String reason) {
    return JsonMapper.shared().writeValueAsString(new WaitingMessage("waiting", reason));
  }
}
