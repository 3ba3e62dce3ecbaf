import { LastingSocket, parse } from './lasting-socket.js';
import { planAfterPublisherClose, planAfterPublisherRefusal } from './publish-plan.js';

/** A connection that was open for so long had its stream. */
const HELD_AFTER_MILLIS = 2_000;
/** The server answers twice a second; what it does not answer is forgotten, and so is an answer after a while. */
const MESSAGES_REMEMBERED = 4_096;
const ANSWER_COUNTS_MILLIS = 1_500;

/**
 * The publisher's WebSocket: takes media while it is open, says when to begin anew and when a keyframe is wanted, and
 * comes back after a loss. What the server warns of is in `warnings`, as `{kind, text}`.
 *
 * `server` is as `LastingSocket` wants it. `listener` has `onStatus({state, title, text, retryAtMillis})` and
 * `onKeyframeWanted()`.
 */
export class PublishConnection {
  /** From handing something over until the server's word that it is there has come back; null until it is known. */
  roundTripMillis = null;
  /** What about the stream hurts viewers, by the server's last word on this connection. */
  warnings = [];
  /** All that was handed over, on all connections. */
  bytes = 0;

  #listener;
  #socket;
  #openedMillis = null;
  #published = false;
  #sentBytes = 0;
  #sent = [];
  #answeredMillis = -Infinity;
  #shortestMillis = Infinity;

  constructor(server, listener) {
    this.#listener = listener;
    this.#socket = new LastingSocket({
      server,
      plans: {
        afterClose: (code, reason) =>
          planAfterPublisherClose(code, reason, {
            published: this.#published,
            held: this.#openedMillis !== null && performance.now() - this.#openedMillis > HELD_AFTER_MILLIS,
          }),
        afterRefusal: planAfterPublisherRefusal,
      },
      listener: { onStatus: (status) => this.#onStatus(status), onMessage: (data) => this.#onMessage(data) },
      opened: { title: 'Connected', text: '' },
    });
  }

  open() {
    return this.#socket.open();
  }

  /** Says goodbye: the stream ends. */
  close() {
    this.#socket.close();
  }

  retryNow() {
    this.#socket.retryNow();
  }

  get isOpen() {
    return this.#socket.isOpen;
  }

  /**
   * How far the link is behind: for how long the oldest byte has waited for the network, or how much longer the way to the
   * server takes than it could, as the network itself keeps bytes for a while.
   */
  get delaySeconds() {
    const nowMillis = performance.now();
    const takenBytes = this.#sentBytes - this.#socket.waitingBytes;
    const oldest = this.#sent.find(({ upTo }) => upTo > takenBytes);
    const waitMillis = oldest === undefined ? 0 : nowMillis - oldest.atMillis;
    const answered = nowMillis - this.#answeredMillis < ANSWER_COUNTS_MILLIS;
    return Math.max(waitMillis, answered ? this.roundTripMillis - this.#shortestMillis : 0) / 1000;
  }

  send(bytes) {
    this.#socket.send(bytes);
    this.#published = true;
    this.bytes += bytes.byteLength;
    this.#sentBytes += bytes.byteLength;
    this.#sent.push({ upTo: this.#sentBytes, atMillis: performance.now() });
    if (this.#sent.length > MESSAGES_REMEMBERED) {
      this.#sent.shift();
    }
  }

  #onStatus(status) {
    this.#openedMillis = status.state === 'open' ? performance.now() : null;
    this.#sentBytes = 0;
    this.#sent = [];
    this.roundTripMillis = null;
    this.warnings = [];
    this.#answeredMillis = -Infinity;
    this.#shortestMillis = Infinity;
    this.#listener.onStatus(status);
  }

  #onMessage(data) {
    const message = typeof data === 'string' ? parse(data) : null;
    if (message?.type === 'keyframe') {
      this.#listener.onKeyframeWanted();
    } else if (message?.type === 'received') {
      this.#onReceived(message.bytes);
    } else if (message?.type === 'warnings' && Array.isArray(message.warnings)) {
      this.warnings = message.warnings;
    }
  }

  #onReceived(bytes) {
    const index = this.#sent.findIndex(({ upTo }) => upTo >= bytes);
    if (index >= 0) {
      this.#answeredMillis = performance.now();
      this.roundTripMillis = this.#answeredMillis - this.#sent[index].atMillis;
      this.#shortestMillis = Math.min(this.#shortestMillis, this.roundTripMillis);
      this.#sent.splice(0, index + 1);
    }
  }
}
