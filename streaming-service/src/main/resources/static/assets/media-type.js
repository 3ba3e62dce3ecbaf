/** What a media type with codecs (RFC 6381) says of the tracks. */

const SOUND = /^(mp4a|opus|vorbis|ac-[34]|ec-3|flac|mp3)/i;

export function codecs(mimeType) {
  const list = /codecs="?([^"]*)"?/i.exec(mimeType ?? '')?.[1] ?? '';
  return list.split(',').map((codec) => codec.trim()).filter(Boolean);
}

export function hasSound(mimeType) {
  return codecs(mimeType).some((codec) => SOUND.test(codec));
}

/** Without codecs there may be a picture: the type does not tell. */
export function hasPicture(mimeType) {
  const all = codecs(mimeType);
  return all.length === 0 || all.some((codec) => !SOUND.test(codec));
}

/** Whether a buffer of the first type can take the second: a buffer keeps the number of its tracks for ever. */
export function sameTracks(one, other) {
  const container = (mimeType) => mimeType.split(';')[0].trim().toLowerCase();
  const sounds = (mimeType) => codecs(mimeType).filter((codec) => SOUND.test(codec)).length;
  return container(one) === container(other) && codecs(one).length === codecs(other).length && sounds(one) === sounds(other);
}
