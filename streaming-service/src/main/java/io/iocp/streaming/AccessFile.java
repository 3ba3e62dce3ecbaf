package io.iocp.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.iocp.streaming.access.AccessRule;
import io.iocp.streaming.access.StaticTokens;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ByteArrayResource;

/** A YAML file with {@code rules} and {@code tokens}, in the form that the settings have. */
final class AccessFile {

  private static final int MAXIMUM_BYTES = 1 << 20;
  private static final String ROOT = "access";

  private AccessFile() {}

  /**
   * What stands in the file.
   *
   * @param rules rules
   * @param tokens tokens by name
   */
  record Content(
      @DefaultValue List<SecurityProperties.Rule> rules,
      @DefaultValue Map<String, SecurityProperties.Token> tokens) {

    List<AccessRule> toRules() {
      return SecurityProperties.toRules(rules);
    }

    StaticTokens toTokens() {
      return SecurityProperties.toTokens(tokens);
    }
  }

  /**
   * Reads it as it is. May block.
   *
   * @throws IOException when it cannot be read, or is longer than 1 MB
   */
  static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
      if (bytes.length > MAXIMUM_BYTES) {
        throw new IOException("the file is longer than " + MAXIMUM_BYTES + " bytes");
      }
      return bytes;
    }
  }

  /**
   * Understands it.
   *
   * @throws IllegalArgumentException when it is not what it must be, without showing what it is: it
   *     may be a secret
   */
  static Content parse(byte[] bytes) {
    MutablePropertySources sources = new MutablePropertySources();
    String text = new String(bytes, UTF_8);
    byte[] nested = (ROOT + ":\n" + text.indent(2)).getBytes(UTF_8);
    try {
      new YamlPropertySourceLoader()
          .load(ROOT, new ByteArrayResource(nested))
          .forEach(sources::addLast);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("the file is not valid YAML", e);
    }
    try {
      Content content =
          new Binder(ConfigurationPropertySources.from(sources))
              .bindOrCreate(
                  ROOT,
                  Bindable.of(Content.class),
                  new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
      content.toRules();
      content.toTokens();
      return content;
    } catch (BindException e) {
      throw new IllegalArgumentException(
          "the file is wrong at " + e.getName().toString().replaceFirst("^" + ROOT + "\\.?", ""),
          e);
    }
  }
}
