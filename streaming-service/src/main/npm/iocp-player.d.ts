/** How a stream is played: `auto` takes Media Source Extensions where they play it. */
export type PlayerMode = 'auto' | 'webcodecs' | 'mse' | 'hls';

/** What a player does. */
export type PlayerState = 'connecting' | 'waiting' | 'reconnecting' | 'stopped' | 'buffering' | 'blocked' | 'paused' | 'live';

export interface PlayerStatus {
  state: PlayerState;
  /** In words, for the viewer. */
  title: string;
  text: string;
  /** Why the state is what it is, where it is one of these. */
  cause?: 'refused' | 'ended';
  /** How it is played: `canvas` is for streams of JPEG pictures. */
  mode: 'webcodecs' | 'mse' | 'hls' | 'canvas';
  /** Why it is not played as was asked for; empty where it is. */
  modeNote: string;
  /** How long ago what is shown arrived at the server, in seconds. */
  behindSeconds: number;
  /** How old it was then, since it was captured, in milliseconds; null where the publisher does not say it. */
  captureDelayMillis: number | null;
  bytesPerSecond: number;
  frames: number;
  jumps: number;
  width: number;
  height: number;
  hasSound: boolean;
  /** How much earlier the picture is than the sound, in milliseconds; null where that is not known. */
  skewMillis: number | null;
  /** The rendition that is shown; empty where the stream has none. */
  rendition: string;
  /** Those that can be chosen, the best first; empty where the stream has none, and while it is played as HLS. */
  renditions: { name: string; width: number; height: number }[];
  /** The one that is shown whatever the link carries; null while the best is that it carries. */
  pinnedRendition: string | null;
  /** Why the one that was chosen last is not shown, in the server's words; empty otherwise. */
  renditionNote: string;
  /** Whether the server keeps the past of the stream. */
  canGoBack: boolean;
  /** Whether what is shown is the past. */
  past: boolean;
  /** From where on the past is kept, by the server's clock; null where it is not. */
  windowFromMillis: number | null;
  /** Which moment is shown, by the server's clock. */
  shownMillis: number;
}

export interface PlayerEventMap {
  /** The picture moves. */
  playing: CustomEvent<Record<string, never>>;
  /** There is nothing to show at the moment. */
  waiting: CustomEvent<{ state: PlayerState; title: string; text: string }>;
  /** Once a second while it plays. */
  delay: CustomEvent<{ seconds: number }>;
  /** Another rendition of the stream is shown, or the one that is shown is held from now on, or is not any more. */
  rendition: CustomEvent<{ rendition: string; pinned: string | null }>;
  /** The server does not let this viewer watch; in its words. */
  refused: CustomEvent<{ title: string; text: string }>;
  /** The publisher has ended the stream; it plays again when it is published again. */
  ended: CustomEvent<{ title: string; text: string }>;
}

/** `<iocp-player src="https://host/watch/desktop" muted controls></iocp-player>` */
export class IocpPlayer extends HTMLElement {
  /** The address of the stream's page, or of its WebSocket. */
  src: string;
  mode: PlayerMode;
  muted: boolean;
  /** From 0 to 1. */
  volume: number;
  controls: boolean;
  /** The rendition to show of a stream that has several; empty, or null, for the best that the link carries. */
  get rendition(): string;
  set rendition(rendition: string | null);
  fit: 'contain' | 'cover';
  /** An image until there is a picture. */
  poster: string;
  readonly paused: boolean;
  /** Null while it is not in a page. */
  readonly status: PlayerStatus | null;

  /** Goes on where it was paused, where the server keeps the past of the stream, and with what is live otherwise. */
  play(): void;
  pause(): void;
  goLive(): void;
  /** Goes to a moment of the past, or to a time in milliseconds by the server's clock. */
  seek(moment: Date | number): void;
  /** What is shown now, as a PNG. */
  snapshot(): Promise<Blob>;

  addEventListener<K extends keyof PlayerEventMap>(type: K, listener: (event: PlayerEventMap[K]) => void, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'iocp-player': IocpPlayer;
  }
}
