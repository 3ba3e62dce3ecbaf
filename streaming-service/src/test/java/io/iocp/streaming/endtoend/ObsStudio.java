package io.iocp.streaming.endtoend;

import io.iocp.testsupport.Capability;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** OBS Studio on a display of its own, which publishes a coloured screen by RTMP. */
final class ObsStudio implements AutoCloseable {

  private final VirtualDisplay display;
  private final Process studio;

  private ObsStudio(VirtualDisplay display, Process studio) {
    this.display = display;
    this.studio = studio;
  }

  /**
   * Begins to publish; connecting takes a few seconds.
   *
   * @param home where its settings and its log are
   * @param server such as {@code rtmp://127.0.0.1:1935/live}
   */
  static ObsStudio start(Path home, String server, String key) throws IOException {
    Path program = Capability.requireProgram("obs");
    configure(home.resolve(".config/obs-studio"), server, key);
    Path runtime =
        Files.createDirectory(
            home.resolve("run"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    VirtualDisplay display = VirtualDisplay.open("640x480");
    ProcessBuilder studio =
        new ProcessBuilder(
            program.toString(),
            "--startstreaming",
            "--minimize-to-tray",
            "--multi",
            "--collection",
            "S",
            "--profile",
            "P");
    Map<String, String> environment = studio.environment();
    environment.put("HOME", home.toString());
    environment.put("XDG_CONFIG_HOME", home.resolve(".config").toString());
    environment.put("XDG_RUNTIME_DIR", runtime.toString());
    environment.put("LIBGL_ALWAYS_SOFTWARE", "1");
    environment.put("DISPLAY", display.name());
    File log = home.resolve("log").toFile();
    try {
      return new ObsStudio(display, studio.redirectErrorStream(true).redirectOutput(log).start());
    } catch (IOException e) {
      display.close();
      throw e;
    }
  }

  private static void configure(Path settings, String server, String key) throws IOException {
    write(
        settings.resolve("global.ini"),
        """
        [General]
        FirstRun=true
        LastVersion=486539266
        EnableAutoUpdates=false

        [Basic]
        Profile=P
        ProfileDir=P
        SceneCollection=S
        SceneCollectionFile=S
        """);
    write(
        settings.resolve("basic/profiles/P/basic.ini"),
        """
        [General]
        Name=P

        [Output]
        Mode=Simple
        Reconnect=true
        RetryDelay=1

        [SimpleOutput]
        StreamEncoder=x264
        Preset=ultrafast
        VBitrate=500
        ABitrate=64

        [Video]
        BaseCX=320
        BaseCY=180
        OutputCX=320
        OutputCY=180
        FPSType=0
        FPSCommon=10
        """);
    write(
        settings.resolve("basic/profiles/P/service.json"),
        """
        {"type": "rtmp_custom", "settings": {"server": "%s", "key": "%s"}}
        """
            .formatted(server, key));
    write(
        settings.resolve("basic/scenes/S.json"),
        """
        {
          "name": "S",
          "current_scene": "Scene",
          "current_program_scene": "Scene",
          "scene_order": [{"name": "Scene"}],
          "sources": [
            {
              "id": "color_source",
              "name": "Colour",
              "settings": {"color": 4278255360, "width": 320, "height": 180}
            },
            {
              "id": "scene",
              "name": "Scene",
              "settings": {
                "items": [
                  {
                    "name": "Colour",
                    "visible": true,
                    "id": 1,
                    "pos": {"x": 0.0, "y": 0.0},
                    "scale": {"x": 1.0, "y": 1.0}
                  }
                ]
              }
            }
          ]
        }
        """);
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** Kills it, and its display after it. */
  @Override
  public void close() {
    studio.destroyForcibly();
    studio.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    display.close();
  }
}
