package io.iocp.streaming.command;

import io.iocp.streaming.command.capture.PictureSize;
import io.iocp.streaming.command.capture.Rendition;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Several renditions of one stream.
 *
 * @param all with different names, two or more
 */
record Renditions(List<Rendition> all) {

  /** More than this no machine encodes at once, and no viewer needs. */
  static final int MOST = 8;

  /** Keeps them as they are. */
  Renditions {
    all = List.copyOf(all);
  }

  /** The address of one of them. */
  static URI address(URI stream, Rendition rendition) {
    String whole = stream.toString();
    int end = whole.indexOf('?') < 0 ? whole.length() : whole.indexOf('?');
    return URI.create(whole.substring(0, end) + "@" + rendition.name() + whole.substring(end));
  }

  /** Reads {@code hi=4M,lo=400k:640x360}. */
  static final class Reading implements ITypeConverter<Renditions> {

    @Override
    public Renditions convert(String text) {
      List<Rendition> all = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (String one : text.split(",", -1)) {
        Rendition rendition = read(one);
        if (!names.add(rendition.name())) {
          throw new TypeConversionException("two renditions have one name: " + rendition.name());
        }
        all.add(rendition);
      }
      if (all.size() < 2 || all.size() > MOST) {
        throw new TypeConversionException("there are 2 to " + MOST + " renditions: " + text);
      }
      return new Renditions(all);
    }

    private static Rendition read(String text) {
      int equals = text.indexOf('=');
      int colon = text.indexOf(':', equals + 1);
      if (equals < 1) {
        throw new TypeConversionException(
            "a rendition is written as NAME=RATE or NAME=RATE:WxH, such as lo=400k:640x360: "
                + text);
      }
      try {
        return new Rendition(
            text.substring(0, equals),
            new BitRate().convert(text.substring(equals + 1, colon < 0 ? text.length() : colon)),
            colon < 0 ? null : PictureSize.parse(text.substring(colon + 1)));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
