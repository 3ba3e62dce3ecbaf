package io.iocp.streaming.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;

/** One spelling for one thing in the answers of REST, of its events and of Actuator. */
class SpellingOfFiguresTest {

  private static final Pattern UNIT =
      Pattern.compile("(\\w+?)(Nanos|Micros|Millis|Seconds|Minutes|Bytes|Kilobytes|Kilobits|Bits)");

  // The fields of all answers, and the records that have them.
  private static final Map<String, Set<String>> FIELDS = new TreeMap<>();

  @BeforeAll
  static void readRecords() throws Exception {
    SimpleMetadataReaderFactory metadata = new SimpleMetadataReaderFactory();
    for (String where : new String[] {"io/iocp/admin", "io/iocp/actuate"}) {
      for (Resource file :
          new PathMatchingResourcePatternResolver()
              .getResources("classpath*:" + where + "/**/*.class")) {
        String name = metadata.getMetadataReader(file).getClassMetadata().getClassName();
        if (!file.getURL().getPath().contains("test-classes")
            && "java.lang.Record"
                .equals(metadata.getMetadataReader(file).getClassMetadata().getSuperClassName())) {
          Class<?> type = Class.forName(name, false, SpellingOfFiguresTest.class.getClassLoader());
          for (RecordComponent component : type.getRecordComponents()) {
            FIELDS.computeIfAbsent(component.getName(), unused -> new TreeSet<>()).add(name);
          }
        }
      }
    }
  }

  @Test
  void bothSidesAreRead() {
    assertThat(FIELDS.get("receivedBytes"))
        .contains(
            "io.iocp.admin.clients.ClientView",
            "io.iocp.admin.streams.StreamView",
            "io.iocp.admin.sources.SourceView",
            "io.iocp.actuate.endpoint.ClientDescriptor");
    assertThat(FIELDS.get("ageMillis"))
        .contains("io.iocp.admin.clients.ClientView", "io.iocp.actuate.endpoint.ClientDescriptor");
  }

  @Test
  void aFigureHasOneUnitEverywhere() {
    Map<String, Set<String>> units = new TreeMap<>();
    FIELDS
        .keySet()
        .forEach(
            field -> {
              Matcher matcher = UNIT.matcher(field);
              if (matcher.matches()) {
                units
                    .computeIfAbsent(matcher.group(1), unused -> new TreeSet<>())
                    .add(matcher.group(2));
              }
            });
    assertThat(units).hasSizeGreaterThan(15);
    // Bytes that are queued and a time in the queue would be two things: none is called so.
    assertThat(units).allSatisfy((figure, its) -> assertThat(its).as(figure).hasSize(1));
  }

  @Test
  void bytesAreSaidToBeReceivedOrSentAndStandLast() {
    assertThat(FIELDS.keySet())
        .noneMatch(field -> field.matches("(?i)bytes(in|out|received|sent|queued)|(in|out)bytes"));
  }
}
