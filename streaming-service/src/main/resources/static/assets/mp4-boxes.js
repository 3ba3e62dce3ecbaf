/** Boxes of MP4 (ISO/IEC 14496-12) out of their parts. Pure. */

export function u8(...values) {
  return Uint8Array.from(values);
}

export function u16(...values) {
  return u8(...values.flatMap((value) => [value >>> 8, value]));
}

export function u32(...values) {
  return u8(...values.flatMap((value) => [value >>> 24, value >>> 16, value >>> 8, value]));
}

/** @param value up to 2^53 */
export function u64(value) {
  return u32(Math.floor(value / 2 ** 32), value % 2 ** 32);
}

export function zeros(length) {
  return new Uint8Array(length);
}

/** Characters of one byte each. */
export function latin(text) {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

export function box(type, ...parts) {
  return join(u32(8 + parts.reduce((sum, part) => sum + part.length, 0)), latin(type), ...parts);
}

/** A box with a version and flags. */
export function fullBox(type, version, flags, ...parts) {
  return box(type, u32((version << 24) | flags), ...parts);
}
