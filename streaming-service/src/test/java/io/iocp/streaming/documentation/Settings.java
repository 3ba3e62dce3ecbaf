package io.iocp.streaming.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The settings of this version, by the configuration's metadata.
 *
 * @param types a property's name, and its type as the metadata writes it
 * @param groups names of what properties belong to
 */
record Settings(Map<String, String> types, Set<String> groups) {

  private static final String OURS = "(iocp|streaming)(\\..*)?";

  static Settings ofThisVersion() throws IOException {
    Map<String, String> types = new TreeMap<>();
    Set<String> groups = new TreeSet<>();
    for (URL file :
        Collections.list(
            Settings.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
      try (InputStream in = file.openStream()) {
        JsonNode metadata = JsonMapper.shared().readTree(in);
        for (JsonNode property : metadata.path("properties")) {
          types.put(property.get("name").asString(), property.path("type").asString(""));
        }
        for (JsonNode group : metadata.path("groups")) {
          groups.add(group.get("name").asString());
        }
      }
    }
    return new Settings(types, groups);
  }

  static PropertySource<?> yaml(String text) throws IOException {
    return new YamlPropertySourceLoader()
        .load("snippet", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
        .get(0);
  }

  static PropertySource<?> properties(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    Map<String, Object> map = new TreeMap<>();
    properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
    return new MapPropertySource("snippet", map);
  }

  /** Whether there is such a property, or something in the map or the list that it is. */
  boolean knows(String name) {
    return owner(name) != null;
  }

  private String owner(String name) {
    if (types.containsKey(name)) {
      return name;
    }
    for (Map.Entry<String, String> property : types.entrySet()) {
      boolean holdsMore = property.getValue().matches("java\\.util\\.(Map|List)<.*");
      if (holdsMore && name.matches("\\Q" + property.getKey() + "\\E[.\\[].*")) {
        return property.getKey();
      }
    }
    return null;
  }

  /** What of this is no setting of ours, or has no value that the setting takes. */
  List<String> refused(PropertySource<?> source) {
    List<String> refused = new ArrayList<>();
    Set<String> owners = new TreeSet<>();
    for (String name : ((MapPropertySource) source).getPropertyNames()) {
      String owner = owner(name);
      if (owner != null) {
        owners.add(owner);
      } else if (name.matches(OURS)) {
        refused.add("There is no setting " + name);
      }
    }
    ConfigurationPropertySource bindable =
        ConfigurationPropertySources.from(source).iterator().next();
    for (String owner : owners) {
      try {
        new Binder(bindable)
            .bind(
                owner,
                type(types.get(owner)),
                new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
      } catch (RuntimeException e) {
        refused.add(owner + ": " + e + ": " + e.getCause());
      }
    }
    return refused;
  }

  private static Bindable<?> type(String name) {
    int open = name.indexOf('<');
    if (open < 0) {
      return Bindable.of(named(name));
    }
    String[] arguments = name.substring(open + 1, name.length() - 1).split(",", -1);
    Class<?>[] generics = new Class<?>[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      generics[i] = named(arguments[i]);
    }
    return Bindable.of(
        ResolvableType.forClassWithGenerics(named(name.substring(0, open)), generics));
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "The metadata names a class that is not there: " + name, e);
    }
  }
}
