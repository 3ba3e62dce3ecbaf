package io.iocp.admin.openapi;

import io.iocp.settings.Setting;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.Schema;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings with their bounds and enumerations, as the catalogue knows them. */
final class SettingSchemas {

  static final String VIEW = "SettingsView";
  static final String PATCH = "SettingsPatch";

  private SettingSchemas() {}

  /** What is answered: all settings that can be changed, and what only a restart changes. */
  static Schema<?> view() {
    Schema<Object> view = object("The current settings.");
    Setting.allLive().forEach(setting -> view.addProperty(setting.name(), nullable(setting)));
    Schema<Object> restart = object("Settings that need a restart, by property.");
    Schema<Object> text = new Schema<>();
    text.setTypes(Set.of("string"));
    restart.setAdditionalProperties(text);
    view.addProperty("restart", restart);
    view.setRequired(List.copyOf(view.getProperties().keySet()));
    return view;
  }

  /** What changes them: some of them. */
  static Schema<?> patch() {
    Schema<Object> patch = object("Settings to change.");
    Setting.allLive().forEach(setting -> patch.addProperty(setting.name(), schema(setting)));
    patch.setAdditionalProperties(false);
    return patch;
  }

  /** Has the operations on settings name these schemas. */
  static void refer(Operation operation) {
    String id = operation.getOperationId();
    if (!id.equals("settings.settings") && !id.equals("settings.change")) {
      return;
    }
    operation.getResponses().entrySet().stream()
        .filter(response -> response.getKey().startsWith("2"))
        .forEach(response -> refer(response.getValue().getContent(), VIEW));
    if (operation.getRequestBody() != null) {
      refer(operation.getRequestBody().getContent(), PATCH);
    }
  }

  private static void refer(@Nullable Content content, String name) {
    if (content != null) {
      content.values().forEach(type -> type.setSchema(new Schema<>().$ref(name)));
    }
  }

  /** A setting that cannot be changed here is null. */
  private static Schema<Object> nullable(Setting<?> setting) {
    Schema<Object> schema = schema(setting);
    if (setting.type().choices().isEmpty()) {
      return schema;
    }
    schema.setTypes(Set.of("string", "null"));
    schema.addEnumItemObject(null);
    return schema;
  }

  private static Schema<Object> schema(Setting<?> setting) {
    Schema<Object> schema = new Schema<>();
    schema.setDescription(setting.description());
    Long minimum = setting.type().minimum();
    Long maximum = setting.type().maximum();
    if (minimum != null && maximum != null) {
      schema.setTypes(Set.of("integer"));
      schema.setFormat("int64");
      schema.setMinimum(BigDecimal.valueOf(minimum));
      schema.setMaximum(BigDecimal.valueOf(maximum));
    } else {
      schema.setTypes(Set.of("string"));
      setting.type().choices().forEach(schema::addEnumItemObject);
    }
    return schema;
  }

  private static Schema<Object> object(String description) {
    Schema<Object> schema = new Schema<>();
    schema.setTypes(Set.of("object"));
    schema.setDescription(description);
    return schema;
  }
}
