/** Frames as the server sends them, `/watch/{stream}?as=frames`, and what decoders need to know of them. Pure. */

const HEADER_BYTES = 24;
/** From this length on a header says when the frame was captured. */
const CAPTURE_HEADER_BYTES = 32;
const KEYFRAME = 1;

/**
 * One message: `{track, keyframe, sequence, presentationMicros, arrivalMicros, captureMicros, data}`, or null when it is too
 * short. `captureMicros` is null unless the publisher says it.
 */
export function parseFrame(arrayBuffer) {
  if (arrayBuffer.byteLength < HEADER_BYTES) {
    return null;
  }
  const header = new DataView(arrayBuffer);
  const headerBytes = header.getUint8(0);
  if (headerBytes < HEADER_BYTES || headerBytes > arrayBuffer.byteLength) {
    return null;
  }
  return {
    track: header.getUint8(1),
    keyframe: (header.getUint8(2) & KEYFRAME) !== 0,
    sequence: header.getUint32(4),
    presentationMicros: Number(header.getBigInt64(8)),
    arrivalMicros: Number(header.getBigInt64(16)),
    captureMicros: (headerBytes >= CAPTURE_HEADER_BYTES && Number(header.getBigInt64(24))) || null,
    data: new Uint8Array(arrayBuffer, headerBytes),
  };
}

/** The tracks that are played: the first of each kind, `{video, audio}`, null where there is none. */
export function playedTracks({ tracks }) {
  const first = (kind) => tracks?.find((track) => track.kind === kind) ?? null;
  return { video: first('video'), audio: first('audio') };
}

/** How a `VideoDecoder` is configured for a track. Only where the stream reorders no pictures need it not wait for others. */
export function videoConfig({ codec, configuration, width, height, reorderFrames }) {
  const described = /^(avc|hvc|hev)/.test(codec) && configuration;
  return {
    codec,
    ...(described ? { description: bytesOf(configuration) } : {}),
    ...(width > 0 && height > 0 ? { codedWidth: width, codedHeight: height } : {}),
    optimizeForLatency: reorderFrames === 0,
  };
}

/** How an `AudioDecoder` is configured for a track. */
export function audioConfig({ codec, configuration, sampleRate, channels }) {
  const name = /^mp4a\.(6b|69)$/i.test(codec) ? 'mp3' : codec;
  const config = { codec: name, sampleRate, numberOfChannels: channels };
  if (name.startsWith('mp4a') && configuration) {
    return { ...config, description: bytesOf(configuration) };
  }
  // One or two channels of Opus need no description.
  return name === 'opus' && channels > 2 && configuration ? { ...config, description: opusHead(bytesOf(configuration)) } : config;
}

/** OpusHead (RFC 7845, section 5.1), little-endian, of the body of `dOps`, big-endian. */
function opusHead(dOps) {
  const head = new Uint8Array(dOps.length + 8);
  head.set(new TextEncoder().encode('OpusHead'));
  head.set(dOps, 8);
  const from = new DataView(dOps.buffer);
  const to = new DataView(head.buffer);
  to.setUint8(8, 1);
  to.setUint16(10, from.getUint16(2), true);
  to.setUint32(12, from.getUint32(4), true);
  to.setInt16(16, from.getInt16(8), true);
  return head;
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
