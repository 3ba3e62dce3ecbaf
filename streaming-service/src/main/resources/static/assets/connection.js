import { planAfterClose, planAfterRefusal } from './close-plan.js';
import { LastingSocket, parse } from './lasting-socket.js';

/**
 * The viewer's WebSocket: opens it, hands up what arrives and comes back after a loss.
 *
 * `server` is as `LastingSocket` wants it. `listener` has `onStatus({state, title, text, retryAtMillis})`,
 * `onStream(description)`, `onTracks(message)` of a stream as frames, `onMedia(arrayBuffer)`, `onLive(figures)` for the server's own figures of this viewer, and
 * `onClock(message)` for the server's time, and `onWaiting(reason)` while there is no publisher; `onTime(message)` for what concerns going back: `window`, `past`, `at`,
 * `present` and `seek-refused`; `onRenditions(message)` for `renditions` and `rendition-refused`; and perhaps `afterClose(code, reason)` and `afterRefusal(answer)`, a plan of its own or undefined.
 */
export class StreamConnection {
  #listener;
  #socket;

  constructor(server, listener) {
    this.#listener = listener;
    this.#socket = new LastingSocket({
      server,
      plans: {
        afterClose: (code, reason) => listener.afterClose?.(code, reason) ?? planAfterClose(code, reason),
        afterRefusal: (answer) => listener.afterRefusal?.(answer) ?? planAfterRefusal(answer),
      },
      listener: { onStatus: (status) => listener.onStatus(status), onMessage: (data) => this.#onMessage(data) },
      opened: { title: 'Connected', text: 'Waiting for the first picture.' },
    });
  }

  open() {
    return this.#socket.open();
  }

  /** Tells the server something, if it can hear. */
  tell(message) {
    this.#socket.send(JSON.stringify(message));
  }

  /** Leaves for good; `open` starts anew. */
  close() {
    this.#socket.close();
  }

  /** Skips the rest of a waiting time; does nothing while there is a connection or an attempt under way. */
  retryNow() {
    this.#socket.retryNow();
  }

  /** Gives this connection up because what it carried could not be used, and joins again after a while. */
  rejoin(title, text) {
    this.#socket.retry({ state: 'reconnecting', pace: 'fast', title, text });
  }

  /** Leaves because of what the stream is, and looks now and then whether it is something else. */
  giveUp(title, text) {
    this.#socket.retry({ state: 'waiting', pace: 'rare', title, text });
  }

  #onMessage(data) {
    if (typeof data !== 'string') {
      this.#listener.onMedia(data);
      return;
    }
    const message = parse(data);
    switch (message?.type) {
      case 'stream':
        this.#listener.onStream(message);
        break;
      case 'tracks':
        this.#listener.onTracks?.(message);
        break;
      case 'live':
        this.#listener.onLive(message);
        break;
      case 'time':
        this.#listener.onClock?.(message);
        break;
      case 'waiting':
        this.#listener.onWaiting(String(message.reason ?? ''));
        break;
      case 'window':
      case 'past':
      case 'at':
      case 'present':
      case 'seek-refused':
        this.#listener.onTime?.(message);
        break;
      case 'renditions':
      case 'rendition-refused':
        this.#listener.onRenditions?.(message);
        break;
      default:
      // Of a newer server: it is for pages that know it.
    }
  }
}
