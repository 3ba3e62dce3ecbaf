/** What the component consists of, and what it looks like. */

export const STYLE = `
  :host { position: relative; display: block; overflow: hidden; aspect-ratio: 16 / 9; background: #05070b; color: #fff; font: 1rem/1.4 system-ui, sans-serif; }
  :host([hidden]) { display: none; }
  * { box-sizing: border-box; }
  [hidden] { display: none !important; }
  .stage { position: absolute; inset: 0; overflow: hidden; container-type: size; }
  .stage > :is(video, canvas, img) { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; }
  :host([fit='cover']) .stage > :is(video, canvas, img) { object-fit: cover; }
  .overlay, .sound-card { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 0.25rem; padding: 1rem 1rem 3rem; text-align: center; }
  .overlay { background: rgb(5 7 11 / 72%); }
  .overlay span, .sound-card span { max-width: 34rem; color: #c5ccd9; font-size: 0.875rem; }
  .spinner { width: 1.5rem; height: 1.5rem; margin-bottom: 0.25rem; border: 3px solid rgb(255 255 255 / 25%); border-top-color: #fff; border-radius: 50%; animation: turn 0.9s linear infinite; }
  .stage:is([data-state='stopped'], [data-state='blocked']) .spinner { display: none; }
  @keyframes turn { to { transform: rotate(1turn); } }
  .controls { position: absolute; inset: auto 0 0; display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem; padding: 1.25rem 0.5rem 0.375rem; background: linear-gradient(transparent, rgb(0 0 0 / 72%) 40%, rgb(0 0 0 / 85%)); transition: opacity 0.2s; }
  .stage.idle[data-state='live'] { cursor: none; }
  .stage.idle[data-state='live'] .controls:not(:focus-within) { opacity: 0; }
  button { min-width: 2.75rem; height: 2.75rem; padding: 0 0.5rem; border: 0; border-radius: 8px; background: none; color: #fff; font: inherit; cursor: pointer; }
  button:hover { background: rgb(255 255 255 / 16%); }
  .overlay button { margin-top: 0.5rem; padding: 0 1rem; background: #fff; color: #10141c; font-weight: 600; }
  :focus-visible { outline: 3px solid #fff; outline-offset: -3px; }
  svg { display: block; width: 1.5rem; height: 1.5rem; margin: auto; fill: currentcolor; }
  .line { fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
  select { max-width: 10rem; height: 2.25rem; padding: 0 0.25rem; border: 1px solid rgb(255 255 255 / 40%); border-radius: 8px; background: #10141c; color: #fff; font: inherit; font-size: 0.875rem; }
  .on .when-off, button:not(.on) .when-on { display: none; }
  .live { display: inline-flex; align-items: center; gap: 0.5rem; font-size: 0.9375rem; font-weight: 600; }
  .dot { flex: none; width: 0.625rem; height: 0.625rem; border-radius: 50%; background: #8b94a5; }
  .stage[data-state='live']:not(.past) .dot { background: #ff4a5c; }
  .delay, .moment { font-size: 0.875rem; font-variant-numeric: tabular-nums; }
  .spacer { flex: 1; }
  .seek-row { position: relative; flex: 1 0 100%; padding: 0 0.5rem; }
  .seek-row input { display: block; width: 100%; height: 1.5rem; margin: 0; accent-color: #ff4a5c; cursor: pointer; }
  .seek-hint { position: absolute; bottom: 100%; display: grid; gap: 0.25rem; width: 10rem; padding: 0.25rem; border-radius: 8px; background: rgb(5 7 11 / 85%); font-size: 0.875rem; text-align: center; transform: translateX(-50%); pointer-events: none; }
  .seek-hint video { width: 100%; }
  .seek-hint video:not([src]) { display: none; }
  @container (max-width: 30rem) { .delay, .save, .picture-in-picture { display: none; } }
  @container (max-width: 22rem) { select { max-width: 4.5rem; } }
  @container (max-height: 12rem) { .seek-hint { display: none; } .spinner { display: none; } }
  @media (prefers-reduced-motion: reduce) { .controls { transition: none; } .spinner { animation-duration: 3s; } }
`;

export const MARKUP = `
  <div class="stage idle" data-state="connecting">
    <video class="video" part="picture" muted playsinline tabindex="-1" hidden></video>
    <canvas class="canvas" part="picture" role="img" aria-label="Live picture" hidden></canvas>
    <img class="poster" part="poster" alt="" hidden>
    <div class="sound-card" part="sound" hidden><strong>Sound only</strong><span>This stream has no picture.</span></div>
    <div class="overlay" part="overlay" role="status" hidden><span class="spinner" aria-hidden="true"></span><strong class="overlay-title" part="title"></strong><span class="overlay-text" part="text"></span><button class="overlay-action" part="button retry" type="button" hidden></button></div>
    <div class="controls" part="controls" role="group" aria-label="Playback" hidden>
      <div class="seek-row" part="seek" hidden>
        <div class="seek-hint" hidden><video class="seek-picture" muted playsinline preload="auto" tabindex="-1"></video><span class="seek-time"></span></div>
        <input class="seek" type="range" step="any" aria-label="Time in the stream">
      </div>
      <button class="play" part="button play" type="button"><svg viewBox="0 0 24 24" aria-hidden="true"><path class="when-off" d="M7 5h3.5v14H7zM13.5 5H17v14h-3.5z"/><path class="when-on" d="M8 5.3v13.4l11.5-6.7z"/></svg></button>
      <button class="live" part="button live" type="button" title="Go to the live edge"><span class="dot" aria-hidden="true"></span><span class="live-text"></span></button>
      <span class="delay" part="delay"></span>
      <span class="moment" part="moment" hidden></span>
      <span class="spacer"></span>
      <button class="speed" part="button speed" type="button" aria-label="Speed" title="Speed" hidden>1×</button>
      <select class="rendition" part="rendition" aria-label="Rendition" title="Rendition" hidden></select>
      <button class="mute" part="button mute" type="button" hidden><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 9.5v5h3.3l4.7 4V5.5l-4.7 4z"/><path class="when-off line" d="M15 9a4 4 0 0 1 0 6M17.5 6.5a7.5 7.5 0 0 1 0 11"/><path class="when-on line" d="M15.5 9.5l5 5M20.5 9.5l-5 5"/></svg></button>
      <button class="picture-in-picture" part="button picture-in-picture" type="button" aria-label="Picture in picture" title="Picture in picture (p)" hidden><svg viewBox="0 0 24 24" aria-hidden="true"><path class="line" d="M4 5.5h16v13H4z"/><path d="M12 11.5h6v5h-6z"/></svg></button>
      <button class="save" part="button save" type="button" aria-label="Save this picture" title="Save this picture" hidden><svg viewBox="0 0 24 24" aria-hidden="true"><path class="line" d="M4.5 8h3.2l1.6-2.5h5.4L16.3 8h3.2v10.5h-15z"/><circle class="line" cx="12" cy="13" r="3.2"/></svg></button>
      <button class="fullscreen" part="button fullscreen" type="button" aria-label="Full screen" title="Full screen (f)"><svg viewBox="0 0 24 24" aria-hidden="true"><path class="line" d="M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15"/></svg></button>
    </div>
  </div>`;
