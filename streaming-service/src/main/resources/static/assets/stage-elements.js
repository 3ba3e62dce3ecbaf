const NAMES = [
  'stage', 'video', 'canvas', 'sound-card', 'overlay', 'overlay-title', 'overlay-text', 'overlay-action', 'play', 'live', 'live-text', 'moment', 'speed', 'rendition', 'mute',
  'picture-in-picture', 'save', 'fullscreen', 'seek-row', 'seek', 'seek-hint', 'seek-time', 'seek-picture',
];

/** The elements of a player, as `StageControls` wants them; `find(name)` has that of a name such as `sound-card`. */
export function stageElements(find) {
  return Object.fromEntries(NAMES.map((name) => [name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()), find(name)]));
}
