package io.iocp.admin.openapi;

import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says of the records that are answered what their types say: what may be null, and that everything
 * else is always there.
 */
final class RecordSchemas {

  private final Map<String, Class<?>> answers = new ConcurrentHashMap<>();

  /** Takes in a type that is answered, and the records in it. */
  void answered(Type type) {
    if (type instanceof ParameterizedType generic) {
      for (Type argument : generic.getActualTypeArguments()) {
        answered(argument);
      }
    } else if (type instanceof Class<?> found && found.isRecord()) {
      if (answers.putIfAbsent(found.getSimpleName(), found) == null) {
        for (RecordComponent component : found.getRecordComponents()) {
          answered(component.getGenericType());
        }
      }
    }
  }

  /** Completes the schemas of all records that were taken in. */
  @SuppressWarnings("rawtypes") // as the model has it
  void complete(Map<String, Schema> schemas) {
    answers.forEach(
        (name, type) -> {
          Schema<?> schema = schemas.get(name);
          if (schema != null && schema.getProperties() != null) {
            complete(schema, type);
          }
        });
  }

  private static void complete(Schema<?> schema, Class<?> type) {
    List<String> required = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Schema<?> property = schema.getProperties().get(component.getName());
      required.add(component.getName());
      if (property != null && component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        schema.getProperties().put(component.getName(), orNull(property));
      }
    }
    schema.setRequired(required);
  }

  private static Schema<?> orNull(Schema<?> property) {
    if (property.getTypes() == null) {
      // A reference to the schema of another record, which is null nowhere else.
      Schema<Object> nothing = new Schema<>(SpecVersion.V31);
      nothing.setTypes(Set.of("null"));
      Schema<Object> either = new Schema<>(SpecVersion.V31);
      either.setDescription(property.getDescription());
      either.setAnyOf(List.of(property, nothing));
      return either;
    }
    Set<String> types = new TreeSet<>(property.getTypes());
    types.add("null");
    property.setTypes(types);
    allowNullAmong(property);
    return property;
  }

  /** An enumeration has to name null as well. */
  @SuppressWarnings("unchecked")
  private static void allowNullAmong(Schema<?> property) {
    if (property.getEnum() != null) {
      ((Schema<Object>) property).addEnumItemObject(null);
    }
  }
}
