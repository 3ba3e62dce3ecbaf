/** What the address of a wall asks for. Pure. */

/** More players than that melt any machine. */
export const MOST_STREAMS = 64;

/** The names in `?streams=a,b,c`, each once: `{streams, left}`, the latter being how many are too many. */
export function wallStreams(search) {
  const names = (new URLSearchParams(search).get('streams') ?? '').split(',').map((name) => name.trim()).filter(Boolean);
  const once = [...new Set(names)];
  return { streams: once.slice(0, MOST_STREAMS), left: Math.max(0, once.length - MOST_STREAMS) };
}

/** Columns of a wall of so many pictures of 16:9, so that they are as large as they can be in this place. */
export function wallColumns(count, width, height) {
  let best = { columns: 1, size: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const size = Math.min(width / columns, (height / rows) * (16 / 9));
    if (size > best.size) {
      best = { columns, size };
    }
  }
  return best.size < 240 ? Math.max(1, Math.floor(width / 240)) : best.columns;
}
