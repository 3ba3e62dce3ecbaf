/** The line that publishes something to this server, by what is published. */

const H264 = '-c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -g 50';
const FRAGMENTED_MP4 = '-f mp4 -movflags empty_moov+default_base_moof+frag_every_frame';

const INPUTS = {
  test: { input: '-re -f lavfi -i testsrc2=size=1280x720:rate=25', stream: 'test', note: '' },
  windows: {
    input: '-f gdigrab -framerate 25 -i desktop',
    stream: 'desktop',
    note: 'Run it in the Command Prompt: PowerShell before 7.4 damages binary data in a pipe.',
  },
  linux: { input: '-f x11grab -framerate 25 -i :0.0', stream: 'desktop', note: 'For an X11 session; :0.0 is the display.' },
  mac: {
    input: '-f avfoundation -framerate 25 -i 1:none',
    stream: 'desktop',
    note: 'macOS asks once for leave to record the screen. 1 is the screen; ffmpeg -f avfoundation -list_devices true -i "" lists them.',
  },
  file: { input: '-re -stream_loop -1 -i video.mp4', stream: 'video', note: 'Plays video.mp4 over and over. Add -c:a aac for its sound.', sound: '-an' },
};

export function publishCommand(source, webSocketBase) {
  const { input, stream, note, sound } = INPUTS[source];
  const encode = [sound, H264, FRAGMENTED_MP4].filter(Boolean).join(' ');
  return { command: `ffmpeg ${input} ${encode} pipe:1 | websocat --binary ${webSocketBase}/publish/${stream}`, note };
}

export function usualSource(userAgent) {
  if (/Windows/.test(userAgent)) {
    return 'windows';
  }
  if (/Android|iPhone|iPad/.test(userAgent)) {
    return 'test';
  }
  return /Macintosh/.test(userAgent) ? 'mac' : /Linux/.test(userAgent) ? 'linux' : 'test';
}
