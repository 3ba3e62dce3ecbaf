/** A player in a page of somebody else: what its address asks for, and the markup that puts it there. */

/**
 * What the address of a player asks for, on its own page and in a frame alike.
 *
 * `muted=false` starts with sound where the browser lets
 * it; `controls=false` leaves them out; `fit=cover` fills the frame and cuts off what is too much;
 * `mode=webcodecs`, `mode=mse` or `mode=hls` is how to play it, if that is possible;
 * `rendition=lo` shows that one of a stream that has several.
 */
export function playerOptions({ search }) {
  const query = new URLSearchParams(search);
  return {
    muted: query.get('muted') !== 'false',
    controls: query.get('controls') !== 'false',
    cover: query.get('fit') === 'cover',
    mode: query.get('mode') ?? 'auto',
    rendition: query.get('rendition') || null,
  };
}

/** The addresses of a stream's page and of its player alone, without what lets this viewer in: `{page, player}`. */
export function addressesOf(stream, pageAddress) {
  const name = encodeURIComponent(stream);
  return { page: new URL(`../watch/${name}`, pageAddress).href, player: new URL(`../embed/${name}`, pageAddress).href };
}

/** A frame that is as wide as its place and as high as the picture asks for. */
export function frameMarkup(playerAddress, width, height) {
  const ratio = width > 0 && height > 0 ? `${width} / ${height}` : '16 / 9';
  const address = playerAddress.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<iframe src="${address}" title="Live video" style="width: 100%; aspect-ratio: ${ratio}; border: 0" allow="autoplay; fullscreen; picture-in-picture"></iframe>`;
}
