package io.iocp.streaming.command;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 2500000}, {@code 2500k}, {@code 2.5M} as bits a second. */
final class BitRate implements ITypeConverter<Long> {

  private static final long LEAST = 10_000;
  private static final long MOST = 1_000_000_000;
  private static final Pattern FORM = Pattern.compile("(\\d{1,10}(?:\\.\\d{1,6})?)([kKmM]?)");

  @Override
  public Long convert(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("a bit rate is written as 2500k or 2.5M: " + text);
    }
    double factor =
        switch (matcher.group(2)) {
          case "k", "K" -> 1e3;
          case "m", "M" -> 1e6;
          default -> 1;
        };
    long bits = Math.round(Double.parseDouble(matcher.group(1)) * factor);
    if (bits < LEAST || bits > MOST) {
      throw new TypeConversionException("a bit rate is between 10k and 1000M: " + text);
    }
    return bits;
  }
}
