package io.iocp.file;

import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** {@link FileMessage}s as JSON. Any thread. */
final class FileMessages {

  /** The longest message, in characters. */
  static final int MAX_LENGTH = 4 << 10;

  private static final int HASH_LENGTH = 64;
  private static final int MAX_REASON_LENGTH = 500;
  private static final JsonFactory JSON = new JsonFactory();

  private FileMessages() {}

  static String write(FileMessage message) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      if (message instanceof FileMessage.Get get) {
        json.writeStringProperty("type", "get");
        name(json, get.name());
      } else if (message instanceof FileMessage.Info info) {
        json.writeStringProperty("type", "info");
        name(json, info.name());
        json.writeNumberProperty("size", info.size());
        json.writeStringProperty("sha256", info.sha256());
      } else if (message instanceof FileMessage.Start start) {
        json.writeStringProperty("type", "start");
        json.writeNumberProperty("offset", start.offset());
        json.writeStringProperty("sha256", start.sha256());
      } else if (message instanceof FileMessage.Content content) {
        json.writeStringProperty("type", "content");
        json.writeNumberProperty("offset", content.offset());
      } else if (message instanceof FileMessage.Completed completed) {
        json.writeStringProperty("type", "completed");
        json.writeNumberProperty("size", completed.size());
        json.writeStringProperty("sha256", completed.sha256());
      } else if (message instanceof FileMessage.ListFiles list) {
        json.writeStringProperty("type", "list");
        if (list.after() != null) {
          json.writeStringProperty("after", list.after());
        }
      } else if (message instanceof FileMessage.Listed listed) {
        json.writeStringProperty("type", "listed");
        json.writeStringProperty("name", listed.name());
        json.writeNumberProperty("size", listed.size());
      } else if (message instanceof FileMessage.EndOfList end) {
        json.writeStringProperty("type", "end-of-list");
        json.writeBooleanProperty("more", end.more());
      } else if (message instanceof FileMessage.Failed failed) {
        json.writeStringProperty("type", "failed");
        json.writeStringProperty("by", failed.bySender() ? "sender" : "receiver");
        json.writeStringProperty("code", failed.failure().code());
        json.writeStringProperty("reason", failed.reason());
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void name(JsonGenerator json, @Nullable String name) {
    if (name != null) {
      json.writeStringProperty("name", name);
    }
  }

  /** The message; null when it is none. Fields that are not known are passed over. */
  static @Nullable FileMessage read(String text) {
    try {
      Map<String, Object> fields = fields(text);
      return fields == null ? null : message(fields);
    } catch (JacksonException e) {
      return null;
    }
  }

  private static @Nullable FileMessage message(Map<String, Object> fields) {
    String type = string(fields, "type");
    if (type == null) {
      return null;
    }
    String name = string(fields, "name");
    String sha256 = hash(fields);
    long size = number(fields, "size");
    long offset = number(fields, "offset");
    return switch (type) {
      case "get" -> new FileMessage.Get(name);
      case "info" -> sha256 != null && size >= 0 ? new FileMessage.Info(name, size, sha256) : null;
      case "start" -> sha256 != null && offset >= 0 ? new FileMessage.Start(offset, sha256) : null;
      case "content" -> offset >= 0 ? new FileMessage.Content(offset) : null;
      case "completed" ->
          sha256 != null && size >= 0 ? new FileMessage.Completed(size, sha256) : null;
      case "list" -> new FileMessage.ListFiles(string(fields, "after"));
      case "listed" -> name != null && size >= 0 ? new FileMessage.Listed(name, size) : null;
      case "end-of-list" -> new FileMessage.EndOfList(Boolean.TRUE.equals(fields.get("more")));
      case "failed" -> failed(fields);
      default -> null;
    };
  }

  private static FileMessage.@Nullable Failed failed(Map<String, Object> fields) {
    String by = string(fields, "by");
    String code = string(fields, "code");
    String reason = string(fields, "reason");
    if (!"sender".equals(by) && !"receiver".equals(by)) {
      return null;
    }
    String words = reason == null ? "" : reason;
    return new FileMessage.Failed(
        "sender".equals(by),
        FileFailure.ofCode(code == null ? "" : code),
        words.substring(0, Math.min(words.length(), MAX_REASON_LENGTH)));
  }

  /**
   * Strings, whole numbers and booleans of one flat object; null when there is anything behind it.
   */
  private static @Nullable Map<String, Object> fields(String text) {
    Map<String, Object> fields = new HashMap<>();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == JsonToken.VALUE_STRING) {
          fields.put(name, json.getString());
        } else if (value == JsonToken.VALUE_NUMBER_INT) {
          fields.put(name, json.getLongValue());
        } else if (value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE) {
          fields.put(name, json.getBooleanValue());
        } else {
          json.skipChildren();
        }
      }
      return json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null
          ? fields
          : null;
    }
  }

  private static @Nullable String string(Map<String, Object> fields, String name) {
    return fields.get(name) instanceof String value ? value : null;
  }

  private static long number(Map<String, Object> fields, String name) {
    return fields.get(name) instanceof Long value ? value : -1;
  }

  private static @Nullable String hash(Map<String, Object> fields) {
    String text = string(fields, "sha256");
    return text != null
            && text.length() == HASH_LENGTH
            && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))
        ? text
        : null;
  }
}
