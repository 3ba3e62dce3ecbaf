import { AppendQueue } from './append-queue.js';
import { ArrivalTimes } from './arrival-times.js';
import { LiveEdge } from './live-edge.js';
import { sameTracks } from './media-type.js';
import { Mp4Times } from './mp4-times.js';
import { Timeline } from './timeline.js';
import { WebmTimes } from './webm-times.js';

const QUEUE_MAX_BYTES = 32 * 1024 * 1024;
/** What waits at most for a browser that wants nothing at the moment. */
const UNWANTED_MAX_BYTES = 8 * 1024 * 1024;
const APPEND_MAX_BYTES = 1024 * 1024;
const KEEP_BACK_SECONDS = 20;
/** Old media goes in steps of this size: a removal occupies the SourceBuffer, so it should be rare. */
const TRIM_STEP_SECONDS = 10;
const TICK_MILLIS = 250;
/** A position that has not moved for so long stands still. */
const STILL_AFTER_MILLIS = 1_000;
/** Media that the browser drops although it could start with it cannot be played any more. */
const STUCK_AFTER_MILLIS = 3_000;
const STUCK_AFTER_KEYFRAMES = 2;

/**
 * Plays fragmented MP4 or WebM in a `<video>` through Media Source Extensions and keeps it at the live edge.
 *
 * `onFailure(title, text)` is called at most once, when these bytes cannot go on.
 */
export class MsePlayer {
  jumps = 0;
  aheadSeconds = 0;

  #video;
  #onFailure;
  #mediaSource;
  #sourceBuffer = null;
  #queue = new AppendQueue(QUEUE_MAX_BYTES);
  #mimeType;
  #bufferType;
  #times;
  #timeline = new Timeline();
  #change = null;
  #arrivals = new ArrivalTimes();
  #liveEdge = new LiveEdge();
  #listeners = new AbortController();
  #ticker = 0;
  #position = 0;
  #movedAtMillis = null;
  #grownTo = 0;
  #grownAtMillis = 0;
  #mediaSinceGrowth = false;
  #keyframesSinceGrowth = 0;
  #paused = false;
  /** The browser wants a gesture before it plays. */
  #refused = false;
  #closed = false;
  /** Whether the browser wants media: one with a managed source says so, to spare its network and its battery. */
  #wanted = true;
  #framesBefore = 0;
  #framesCounted = 0;
  /** Whether the browser throws away what it has decoded at each change of speed, as one does on GStreamer. */
  #steady = false;
  /** In the past: says where to go; null while live is followed. */
  #past;
  #speed = 1;

  /** The reason why this browser has nothing to play with, or null when it has. */
  static get absence() {
    return mediaSourceType() === undefined ? 'This browser has no Media Source Extensions.' : null;
  }

  /** The reason why this browser cannot play the type, or null when it can. */
  static obstacle(mimeType) {
    const type = mediaSourceType();
    if (type === undefined) {
      return MsePlayer.absence;
    }
    return type.isTypeSupported(mimeType) ? null : `This browser does not play ${mimeType}.`;
  }

  /** `past` says where in the past to go, as `TimeShift.seekTo` does; live is followed without it. */
  constructor(video, mimeType, { onFailure, past = null }) {
    this.#past = past;
    this.#video = video;
    this.#onFailure = onFailure;
    this.#mimeType = this.#bufferType = mimeType;
    this.#times = timesOf(mimeType);
    const signal = this.#listeners.signal;
    this.#mediaSource = new (mediaSourceType())();
    this.#mediaSource.addEventListener('sourceopen', () => this.#attach(), { signal, once: true });
    this.#mediaSource.addEventListener('startstreaming', () => this.#want(true), { signal });
    this.#mediaSource.addEventListener('endstreaming', () => this.#want(false), { signal });
    video.addEventListener('error', () => this.#fail('The video could not be decoded', video.error?.message ?? ''), { signal });
    video.addEventListener('waiting', () => this.#chase(), { signal });
    document.addEventListener('visibilitychange', () => this.#onVisibility(), { signal });
    // Safari opens a managed source only for a video that cannot be sent to another device.
    video.disableRemotePlayback = true;
    video.src = URL.createObjectURL(this.#mediaSource);
    this.#ticker = setInterval(() => this.#tick(), TICK_MILLIS);
    this.#play();
  }

  get frames() {
    const counted = this.#video.getVideoPlaybackQuality().totalVideoFrames;
    if (counted < this.#framesCounted) {
      this.#framesBefore += this.#framesCounted;
      this.#steady = true;
    }
    this.#framesCounted = counted;
    return this.#framesBefore + counted;
  }

  get width() {
    return this.#video.videoWidth;
  }

  get height() {
    return this.#video.videoHeight;
  }

  /** Whether the browser refused to start playback without a gesture of the user. */
  get blocked() {
    return !this.#paused && this.#refused && this.#video.paused && this.#sourceBuffer !== null && !document.hidden;
  }

  /** Whether time goes on. */
  get moving() {
    return this.#movedAtMillis !== null && performance.now() - this.#movedAtMillis < STILL_AFTER_MILLIS;
  }

  /** Whether media comes that nothing can be shown of, because its pictures depend on ones that did not come. */
  get awaitsKeyframe() {
    return this.#mediaSinceGrowth && this.#keyframesSinceGrowth === 0 && !this.moving && !this.#growing;
  }

  get #growing() {
    return performance.now() - this.#grownAtMillis < STILL_AFTER_MILLIS;
  }

  /**
   * The publisher begins anew: goes on with another init segment and other times in the same place.
   *
   * @returns {boolean} false if that takes another player
   */
  continueWith(mimeType) {
    const sameType = mimeType === this.#mimeType;
    if (this.#closed || this.#sourceBuffer === null || !sameTracks(this.#mimeType, mimeType) || !(sameType || this.#sourceBuffer.changeType)) {
      return false;
    }
    this.#mimeType = mimeType;
    this.#times = timesOf(mimeType);
    this.#timeline.restart();
    this.#arrivals.restart();
    this.#liveEdge.restart();
    this.#change = { mimeType };
    return true;
  }

  /** `onPlaced` hears where in the player's time the media begins, if it does not have to be found out first. */
  append(arrayBuffer, onPlaced = null) {
    if (this.#closed) {
      return;
    }
    const times = this.#times.read(arrayBuffer);
    const shift = this.#timeline.add(times);
    if (shift !== undefined) {
      this.#arrivals.restart();
    }
    if (onPlaced !== null && times.spans.length > 0) {
      onPlaced(Math.min(...times.spans.map(({ start }) => start)) + this.#timeline.shift);
    }
    this.#mediaSinceGrowth ||= times.spans.length > 0;
    this.#keyframesSinceGrowth += times.keyframes.length;
    const change = shift === undefined ? this.#change : { mimeType: this.#mimeType, ...this.#change, shift };
    this.#change = null;
    if (this.#queue.offer(arrayBuffer, change)) {
      this.#pump();
    } else {
      this.#fail('This device is too slow for the stream', 'More video arrived than it could process.');
    }
  }

  /** The newest media that was appended arrived at the server at this time of the server. */
  arrived(serverMillis) {
    if (this.#timeline.edge !== null) {
      this.#arrivals.mark(this.#timeline.edge, serverMillis);
    }
  }

  /** The server's time at which what is shown arrived there; null when that is not known. */
  get shownArrivedMillis() {
    return this.#past === null ? this.#arrivals.at(this.#video.currentTime) : null;
  }

  pause() {
    this.#paused = true;
    this.#video.pause();
  }

  /** Goes on at the live edge, not where it was paused. */
  resume() {
    this.#paused = false;
    this.#liveEdge.rejoin();
    this.#chase();
    this.#play();
  }

  /** Goes on where it was paused. */
  resumeHere() {
    this.#paused = false;
    this.#chase();
    this.#play();
  }

  /** How fast it plays, in the past. */
  set speed(speed) {
    this.#speed = speed;
    this.#chase();
  }

  /** The past has been caught up with: what is live is followed from here on. */
  follow() {
    this.#past = null;
    this.#liveEdge.restart();
  }

  /** Whether a place can be played now. */
  holds(place) {
    return this.#ranges().some(([start, end]) => place >= start && place < end);
  }

  close() {
    this.#closed = true;
    clearInterval(this.#ticker);
    this.#listeners.abort();
    URL.revokeObjectURL(this.#video.src);
    this.#video.removeAttribute('src');
    this.#video.load();
  }

  #attach() {
    URL.revokeObjectURL(this.#video.src);
    try {
      this.#sourceBuffer = this.#mediaSource.addSourceBuffer(this.#bufferType);
    } catch (error) {
      this.#fail('This browser cannot play the stream', error.message);
      return;
    }
    const signal = this.#listeners.signal;
    this.#sourceBuffer.addEventListener('updateend', () => {
      this.#chase();
      this.#pump();
    }, { signal });
    this.#sourceBuffer.addEventListener('error', () => this.#fail('The video could not be decoded', ''), { signal });
    this.#pump();
  }

  #pump() {
    const buffer = this.#sourceBuffer;
    if (this.#closed || buffer === null || buffer.updating || this.#mediaSource.readyState !== 'open') {
      return;
    }
    if (!this.#wanted && this.#queue.bytes < UNWANTED_MAX_BYTES) {
      return;
    }
    if (this.#trim(this.#edge() - KEEP_BACK_SECONDS, TRIM_STEP_SECONDS)) {
      return;
    }
    const next = this.#queue.take(APPEND_MAX_BYTES);
    if (next === null) {
      return;
    }
    try {
      if (next.change !== null) {
        this.#apply(next.change);
      }
      buffer.appendBuffer(next.bytes);
    } catch (error) {
      if (error.name === 'QuotaExceededError') {
        this.#queue.putBack(next);
        this.#makeRoom();
      } else {
        this.#fail('The video could not be buffered', error.message);
      }
    }
  }

  #want(wanted) {
    this.#wanted = wanted;
    this.#pump();
  }

  #apply({ mimeType, shift }) {
    // Between two messages the parser is in the middle of a fragment or cluster that is never finished.
    this.#sourceBuffer.abort();
    if (mimeType !== this.#bufferType) {
      this.#sourceBuffer.changeType(mimeType);
      this.#bufferType = mimeType;
    }
    if (shift !== undefined) {
      this.#sourceBuffer.timestampOffset = shift;
    }
  }

  /** The browser's buffer is full: gives up all that was played. */
  #makeRoom() {
    if (!this.#trim(Infinity, 0)) {
      this.#fail('The browser ran out of buffer space', 'The video up to the next keyframe does not fit.');
    }
  }

  /** Starts to remove whole groups that were played and returns true if at least `stepSeconds` lie before the time. */
  #trim(timeSeconds, stepSeconds) {
    const begin = this.#ranges()[0]?.[0];
    if (begin === undefined || begin >= timeSeconds - stepSeconds) {
      return false;
    }
    const before = this.#timeline.removableBefore(timeSeconds, this.#paused ? this.#edge() : this.#video.currentTime);
    if (before === null || before <= begin) {
      return false;
    }
    this.#sourceBuffer.remove(0, before);
    return true;
  }

  #tick() {
    const nowMillis = performance.now();
    if (this.#video.currentTime !== this.#position && !this.#video.paused && !this.#video.seeking) {
      this.#movedAtMillis = nowMillis;
    }
    this.#position = this.#video.currentTime;
    this.#chase();
    const mayPlay = !this.#refused || this.#movedAtMillis !== null || this.#video.muted;
    if (this.#video.paused && !this.#paused && !document.hidden && mayPlay) {
      // Some browsers pause by themselves while their decoder begins anew, and are not ready to go on at once; and some
      // refuse for a moment what they allow without a gesture, a video without sound.
      this.#play();
    }
    if (this.#keyframesSinceGrowth >= STUCK_AFTER_KEYFRAMES && nowMillis - this.#grownAtMillis > STUCK_AFTER_MILLIS && !this.#paused) {
      this.#fail('Playback cannot continue', 'The timestamps of the video are inconsistent.');
    }
  }

  #chase() {
    const video = this.#video;
    const ranges = this.#ranges();
    this.#noteGrowth(ranges);
    if (ranges.length === 0 || this.#paused || video.seeking) {
      return;
    }
    if (this.#past !== null) {
      this.#replay(ranges);
      return;
    }
    const decision = this.#liveEdge.decide({
      ranges,
      currentTime: video.currentTime,
      fragmentSeconds: this.#timeline.fragmentSeconds,
      nowSeconds: performance.now() / 1000,
      steady: this.#steady,
    });
    this.aheadSeconds = decision.aheadSeconds;
    if (video.playbackRate !== decision.rate) {
      video.playbackRate = decision.rate;
    }
    if (decision.seekTo !== undefined) {
      this.jumps += decision.reason === 'join' ? 0 : 1;
      video.currentTime = decision.seekTo;
    }
  }

  #replay(ranges) {
    const video = this.#video;
    this.aheadSeconds = ranges.at(-1)[1] - video.currentTime;
    if (video.playbackRate !== this.#speed) {
      video.playbackRate = this.#speed;
    }
    const seekTo = this.#past(ranges, video.currentTime);
    if (seekTo !== undefined) {
      video.currentTime = seekTo;
    }
  }

  #noteGrowth(ranges) {
    const edge = ranges.at(-1)?.[1] ?? 0;
    if (edge !== this.#grownTo) {
      this.#grownTo = edge;
      this.#grownAtMillis = performance.now();
      this.#mediaSinceGrowth = false;
      this.#keyframesSinceGrowth = 0;
    }
  }

  /** Browsers slow or pause a hidden video; when it is seen again it should show the present. */
  #onVisibility() {
    if (!document.hidden && !this.#paused) {
      if (this.#past === null) {
        this.resume();
      } else {
        this.resumeHere();
      }
    }
  }

  #play() {
    this.#video.play().then(
      () => (this.#refused = false),
      // Anything else is an interruption, such as by a new source, and tried again.
      ({ name }) => (this.#refused = name === 'NotAllowedError'),
    );
  }

  #edge() {
    return this.#ranges().at(-1)?.[1] ?? 0;
  }

  #ranges() {
    if (this.#sourceBuffer === null || this.#mediaSource.readyState !== 'open') {
      return [];
    }
    const buffered = this.#sourceBuffer.buffered;
    return Array.from({ length: buffered.length }, (_, index) => [buffered.start(index), buffered.end(index)]);
  }

  #fail(title, text) {
    if (!this.#closed) {
      this.#closed = true;
      this.#onFailure(title, text);
    }
  }
}

function mediaSourceType() {
  return globalThis.ManagedMediaSource ?? globalThis.MediaSource;
}

function timesOf(mimeType) {
  return /webm|matroska/.test(mimeType) ? new WebmTimes() : new Mp4Times();
}
