/** The stream of a page's path: its last part. One that is no UTF-8 is no name of a stream either, and the server says so. */
export function streamOf(path) {
  const part = path.split('/').filter(Boolean).at(-1);
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
