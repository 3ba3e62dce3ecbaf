const SILENT_AFTER_SECONDS = 5;
const KEYFRAME_AFTER_SECONDS = 0.5;

/**
 * What a page says, out of what its player has and what the server said. Pure. Whatever is or is not on its way: while the
 * picture moves, or the sound goes on, it is live.
 *
 * @param status what the connection says, `{state, title, text, retryAtMillis}`
 * @param absence why nobody publishes at the moment, or null
 * @param silentSeconds for how long no media has come
 * @param described whether the server said what the stream is
 * @param player what plays it, or null: `blocked`, `moving`, `awaitsKeyframe`, `frames`, `width`
 */
export function viewState({ status, absence, paused, silentSeconds, described, soundOnly, player }) {
  if (status.state !== 'open') {
    return status;
  }
  if (paused) {
    return { state: 'paused', title: 'Paused', text: '' };
  }
  if (player?.moving) {
    return { state: 'live', title: 'Live', text: '' };
  }
  if (player?.blocked) {
    return { state: 'blocked', title: 'Ready', text: 'The browser requires a click to start playback.' };
  }
  if (absence !== null) {
    return described
      ? { state: 'waiting', title: 'The publisher is disconnected', text: absence ? `The server says: ${absence}.` : 'Playback resumes automatically.' }
      : { state: 'waiting', title: 'Not live yet', text: 'This stream is not published at the moment. Playback starts as soon as it is.' };
  }
  if (silentSeconds > SILENT_AFTER_SECONDS) {
    const nothing = soundOnly ? 'No sound from the publisher' : 'No picture from the publisher';
    return { state: 'buffering', title: nothing, text: 'The connection is up, but no data has arrived for a while.' };
  }
  const started = player !== null && (player.width > 0 || player.frames > 0);
  if (player?.awaitsKeyframe || (described && !started && !soundOnly && silentSeconds > KEYFRAME_AFTER_SECONDS)) {
    return { state: 'buffering', title: 'Waiting for the next keyframe', text: 'The stream is live. Decoding can start at a keyframe only.' };
  }
  if (!started && !soundOnly) {
    return { state: 'buffering', title: 'Connected', text: 'Waiting for the first picture.' };
  }
  return { state: 'buffering', title: soundOnly ? 'Waiting for more sound' : 'Waiting for more video', text: '' };
}
