package io.iocp.streaming.command.capture;

import static io.iocp.streaming.command.capture.OperatingSystem.MACOS;
import static io.iocp.streaming.command.capture.OperatingSystem.UNIX;
import static io.iocp.streaming.command.capture.OperatingSystem.WINDOWS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CaptureTest {

  private static final String EVEN = "crop=trunc(iw/2)*2:trunc(ih/2)*2";

  private static CaptureRequest request(String source, @Nullable String input) {
    return new CaptureRequest(CaptureSource.named(source), input, null, null);
  }

  /** A machine whose ffmpeg has these devices; a name with a plus before it is a filter. */
  private static Machine machine(OperatingSystem system, String environment, String has) {
    List<String> names = has.isEmpty() ? List.of() : List.of(has.split(" ", -1));
    return new Machine(
        system,
        Arrays.stream(environment.split(" ", -1))
            .filter(variable -> !variable.isEmpty())
            .map(variable -> variable.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])),
        new FfmpegLists(
            names.stream().filter(name -> !name.startsWith("+")).collect(Collectors.toSet()),
            names.stream()
                .filter(name -> name.startsWith("+"))
                .map(name -> name.substring(1))
                .collect(Collectors.toSet()),
            Set.of()),
        List.of("Integrated Camera", "Other"));
  }

  static Stream<Arguments> ways() {
    Machine newWindows = machine(WINDOWS, "", "gdigrab dshow lavfi +ddagrab +gfxcapture");
    Machine x11 = machine(UNIX, "DISPLAY=:1", "x11grab video4linux2 v4l2");
    Machine mac = machine(MACOS, "", "avfoundation");
    String download = ",hwdownload,format=bgra";
    return Stream.of(
        arguments(
            "screen", null, newWindows, "-f lavfi -i ddagrab=output_idx=0:framerate=30" + download),
        arguments(
            "screen", "1", newWindows, "-f lavfi -i ddagrab=output_idx=1:framerate=30" + download),
        arguments("screen", "Notepad", newWindows, "-f gdigrab -framerate 30 -i title=Notepad"),
        arguments(
            "screen",
            null,
            machine(WINDOWS, "", "gdigrab +gfxcapture"),
            "-f lavfi -i gfxcapture=monitor_idx=0:max_framerate=30" + download),
        arguments(
            "screen", null, machine(WINDOWS, "", "gdigrab"), "-f gdigrab -framerate 30 -i desktop"),
        arguments("screen", null, x11, "-f x11grab -framerate 30 -i :1"),
        arguments("screen", ":2+10,20", x11, "-f x11grab -framerate 30 -i :2+10,20"),
        arguments(
            "screen",
            ":0",
            machine(UNIX, "DISPLAY=:0 XDG_SESSION_TYPE=wayland", "x11grab"),
            "-f x11grab -framerate 30 -i :0"),
        arguments(
            "screen",
            null,
            mac,
            "-f avfoundation -capture_cursor 1 -framerate 30 -i Capture screen 0:none"),
        arguments("camera", null, newWindows, "-f dshow -i video=Integrated Camera"),
        arguments("camera", "Other", newWindows, "-f dshow -i video=Other"),
        arguments("camera", null, x11, "-f v4l2 -i /dev/video0"),
        arguments("camera", "/dev/video2", x11, "-f v4l2 -i /dev/video2"),
        arguments("camera", null, mac, "-f avfoundation -i default:none"),
        arguments("file", "a:b.mp4", x11, "-re -i file:a:b.mp4"),
        arguments("test", null, x11, "-re -f lavfi -i testsrc2=size=1280x720:rate=30"));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void eachSystemHasItsWay(
      String source, @Nullable String input, Machine machine, String arguments) {
    assertThat(Capture.of(request(source, input), machine))
        .isInstanceOfSatisfying(
            Capture.Input.class,
            way -> {
              assertThat(String.join(" ", way.arguments())).isEqualTo(arguments);
              assertThat(way.filters().get(way.filters().size() - 1)).isEqualTo(EVEN);
              assertThat(way.sound()).isEqualTo(source.equals("file"));
            });
  }

  static Stream<Arguments> deadEnds() {
    return Stream.of(
        arguments("screen", machine(UNIX, "DISPLAY=:0 WAYLAND_DISPLAY=w", "x11grab"), "/publish/"),
        arguments("screen", machine(UNIX, "XDG_SESSION_TYPE=wayland", "x11grab"), "browser"),
        arguments("screen", machine(UNIX, "", "x11grab"), "DISPLAY is not set"),
        arguments("screen", machine(UNIX, "DISPLAY=:0", "lavfi"), "without x11grab"),
        arguments("screen", machine(WINDOWS, "", "lavfi"), "without ddagrab"),
        arguments("screen", machine(MACOS, "", "lavfi"), "without avfoundation"),
        arguments("camera", machine(UNIX, "", "lavfi"), "without v4l2"),
        arguments(
            "camera",
            new Machine(
                WINDOWS, Map.of(), new FfmpegLists(Set.of("dshow"), Set.of(), Set.of()), List.of()),
            "no camera"),
        arguments("file", machine(UNIX, "", ""), "--input PATH"));
  }

  @ParameterizedTest
  @MethodSource("deadEnds")
  void whatCannotBeIsSaidInWords(String source, Machine machine, String words) {
    assertThat(Capture.of(request(source, null), machine))
        .isInstanceOfSatisfying(
            Capture.Impossible.class, dead -> assertThat(dead.reason()).contains(words));
  }

  @Test
  void sizeAndRateAreKept() {
    CaptureRequest wanted =
        new CaptureRequest(CaptureSource.CAMERA, null, 15, PictureSize.parse("640x360"));
    assertThat(Capture.of(wanted, machine(UNIX, "", "v4l2")))
        .isInstanceOfSatisfying(
            Capture.Input.class,
            way -> {
              assertThat(way.framesPerSecond()).isEqualTo(15);
              assertThat(way.filters())
                  .containsExactly(
                      "fps=15",
                      "scale=w=min(iw\\,640):h=min(ih\\,360):force_original_aspect_ratio=decrease"
                          + ":force_divisible_by=2");
            });
  }

  @Test
  void nonsenseIsRefused() {
    for (String size : new String[] {"", "640", "640x", "0x0", "99999x99999", "640X360"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> PictureSize.parse(size));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> CaptureSource.named("SCREEN"));
    assertThatIllegalArgumentException().isThrownBy(() -> Encoder.named("mpeg2video"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CaptureRequest(CaptureSource.TEST, null, 0, null));
  }

  @Test
  void systemsAreToldApartByTheirNames() {
    assertThat(OperatingSystem.of("Windows Server 2022")).isEqualTo(WINDOWS);
    assertThat(OperatingSystem.of("Mac OS X")).isEqualTo(MACOS);
    assertThat(OperatingSystem.of("Linux")).isEqualTo(UNIX);
  }
}
