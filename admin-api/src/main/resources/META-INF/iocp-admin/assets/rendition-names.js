/** The renditions of the stream that this one is a rendition of: what follows the @ in their names. */
export function renditionsOf(name, streams) {
  const group = name.split('@')[0];
  return streams
    .map((stream) => stream.name.split('@'))
    .filter(([of, rendition]) => of === group && rendition)
    .map(([, rendition]) => rendition)
    .sort();
}
