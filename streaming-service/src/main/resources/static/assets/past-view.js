import { TimeShift } from './time-shift.js';

const TICK_MILLIS = 500;
/** How often it is asked how far one can go back. */
const ASK_EVERY_MILLIS = 5_000;
/** A server that does not answer so many questions keeps no past. */
const MOST_UNANSWERED = 2;
/** A pause as short as this is no reason to leave live. */
const SHORT_PAUSE_MILLIS = 300;

/**
 * A viewer's side of going back in a live stream: what is said to the server, and which moment is shown.
 *
 * `tell(message)` sends to the server, `reopen()` connects anew, `player()` is what plays now, `position()` its place.
 */
export class PastView {
  #tell;
  #reopen;
  #player;
  #position;
  #ladder;
  #shift = new TimeShift();
  #active = false;
  #turns = false;
  #mark = null;
  #speed = 1;
  #place = null;
  #wish = null;
  #wantedBefore = null;
  #ticker = 0;
  #askedMillis = -Infinity;
  #unanswered = 0;
  /** Why the last wish was not fulfilled, or an empty text. */
  refusal = '';

  constructor({ tell, reopen, player, position, ladder }) {
    this.#tell = tell;
    this.#reopen = reopen;
    this.#player = player;
    this.#position = position;
    this.#ladder = ladder;
  }

  start() {
    clearInterval(this.#ticker);
    this.#ticker = setInterval(() => this.#tick(), TICK_MILLIS);
  }

  stop() {
    clearInterval(this.#ticker);
  }

  get available() {
    return this.#shift.available;
  }

  /** Whether what is shown is the past. */
  get active() {
    return this.#active;
  }

  /** With what a connection that is opened now begins: an address's `from`, or null for live. */
  get from() {
    const moment = this.#wish ?? (this.#active ? this.#moment : null);
    return moment === null ? null : new Date(moment).toISOString();
  }

  get #moment() {
    return this.#active ? this.#shift.momentAt(this.#position()) : null;
  }

  get #nowMillis() {
    return this.#shift.nowMillis(Date.now());
  }

  /** How far what is shown is behind the publisher; null while it is live. */
  get behindSeconds() {
    const moment = this.#moment;
    return this.#active && moment !== null ? Math.max(0, (this.#nowMillis - moment) / 1000) : null;
  }

  /** What a page shows of it. */
  snapshot(liveBehindSeconds) {
    const behindSeconds = this.behindSeconds ?? liveBehindSeconds;
    const nowMillis = this.#nowMillis;
    return {
      past: this.#active,
      canGoBack: this.available,
      windowFromMillis: this.#shift.fromMillis,
      serverMillis: nowMillis,
      shownMillis: this.#wish ?? this.#place?.moment ?? nowMillis - behindSeconds * 1000,
      speed: this.#speed,
    };
  }

  get speed() {
    return this.#speed;
  }

  /** From 0.5 to 2. What is live has one speed: whoever wants another one goes into the past. */
  set speed(speed) {
    this.#speed = speed;
    if (this.#active) {
      this.#player().speed = speed;
    } else if (speed < 1 && this.available) {
      this.seek(this.#nowMillis);
    }
  }

  /** Goes to a moment, in the server's milliseconds. */
  seek(moment) {
    if (!this.available) {
      return;
    }
    this.refusal = '';
    this.#wish = Math.min(moment, this.#nowMillis);
    this.#place = null;
    if (this.#ladder.mode !== 'mse') {
      // Single frames, and HLS, are there of what is live only.
      this.#wantedBefore = this.#ladder.wanted;
      this.#ladder.want('mse');
      this.#reopen();
      return;
    }
    this.#tell({ type: 'seek', to: new Date(this.#wish).toISOString() });
  }

  /** Goes to what is live, if it is not there. */
  goLive() {
    this.#place = null;
    this.#wish = null;
    this.#speed = 1;
    if (!this.#active) {
      return;
    }
    if (this.#wantedBefore !== null) {
      this.#ladder.want(this.#wantedBefore);
      this.#wantedBefore = null;
      this.#end();
      this.#reopen();
      return;
    }
    this.#tell({ type: 'seek', to: 'live' });
  }

  pause(liveBehindSeconds) {
    this.#place = { moment: this.#moment ?? this.#nowMillis - liveBehindSeconds * 1000, atMillis: performance.now() };
  }

  /** Goes on where it was paused; false if that is to be what is live. */
  resume() {
    const place = this.#place;
    this.#place = null;
    const player = this.#player();
    if (place === null || !this.available || player === null) {
      return false;
    }
    if (this.#active && player.holds?.(this.#position())) {
      player.resumeHere();
      return true;
    }
    if (!this.#active && performance.now() - place.atMillis < SHORT_PAUSE_MILLIS) {
      return false;
    }
    player.resumeHere?.();
    this.seek(place.moment);
    return true;
  }

  /** Has a player go on that has just been given another init segment. */
  resumePlayer(player) {
    if (this.#active) {
      player.resumeHere();
    } else {
      player.resume();
    }
  }

  /** There is a connection: it begins with what its address said. */
  opened() {
    this.#end();
    this.#shift.reset();
    this.#askedMillis = -Infinity;
    this.#unanswered = 0;
  }

  #end() {
    this.#active = false;
    this.#turns = true;
    this.#mark = null;
    this.#shift.present();
  }

  /** A message of the server. */
  hear(message) {
    switch (message.type) {
      case 'window':
        this.#unanswered = 0;
        this.#shift.window(message, Date.now());
        break;
      case 'past':
        this.#shift.past(message);
        this.#active = true;
        this.#turns = true;
        this.#wish = null;
        break;
      case 'at':
        this.#mark = Date.parse(message.time);
        break;
      case 'present':
        this.#end();
        this.#speed = 1;
        this.#wish = null;
        break;
      default:
        this.refusal = String(message.reason ?? '');
        this.#wish = null;
    }
  }

  /** Whether the media that is about to come has nothing to do with what came, so that it takes another player. */
  takeTurn() {
    const turns = this.#turns;
    this.#turns = false;
    // A connection that came back to live goes on with the player that it had.
    return turns && (this.#active || this.#replaying);
  }

  #replaying = false;

  /** Where a player of the past has to go; null for one of what is live. */
  get whereToGo() {
    return this.#active ? (ranges, place) => this.#shift.seekTo(ranges, place) : null;
  }

  playerMade(player) {
    this.#replaying = this.#active;
    if (this.#active) {
      player.speed = this.#speed;
    }
  }

  /** Takes where the next media is, if its moment is known; null otherwise. */
  placed() {
    const moment = this.#mark;
    if (moment === null || !this.#active) {
      return null;
    }
    return (place) => {
      this.#mark = null;
      this.#shift.mark(moment, place);
    };
  }

  #tick() {
    const nowMillis = performance.now();
    if (nowMillis - this.#askedMillis >= ASK_EVERY_MILLIS && this.#unanswered < MOST_UNANSWERED) {
      this.#askedMillis = nowMillis;
      this.#unanswered += 1;
      this.#tell({ type: 'window' });
    }
    const moment = this.#moment;
    if (moment === null) {
      return;
    }
    this.#tell({ type: 'position', time: new Date(moment).toISOString() });
    const player = this.#player();
    if (TimeShift.isLive(this.behindSeconds) && this.#speed >= 1 && this.#place === null && player?.moving && this.#wantedBefore === null) {
      // The server sends what is live by now: the player follows it from where it is.
      this.#end();
      this.#turns = false;
      this.#speed = 1;
      this.#replaying = false;
      player.follow();
    }
  }
}
