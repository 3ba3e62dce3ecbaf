/**
 * When the pictures that are in an encoder were captured. Pure. The stamps that the encoder sees are places of an even grid,
 * half an interval before or behind the pictures that take them: they do not say it.
 */
export class CaptureTimes {
  #capturedByStamp = new Map();

  /**
   * A picture goes into the encoder. Nothing was captured later than now, whatever the grid or the track's clock says.
   *
   * @param stampMicros the encoder's stamp of it
   * @param capturedMicros when it was captured, by the page
   * @param nowMicros now, by the page
   */
  enter(stampMicros, capturedMicros, nowMicros) {
    this.#capturedByStamp.set(stampMicros, Math.min(capturedMicros, nowMicros));
  }

  /**
   * A picture has left the encoder. They leave it in order: those before it that are still here were left out by it.
   *
   * @returns {number} when it was captured, by the page
   */
  take(stampMicros) {
    const capturedMicros = this.#capturedByStamp.get(stampMicros) ?? stampMicros;
    for (const stamp of this.#capturedByStamp.keys()) {
      if (stamp <= stampMicros) {
        this.#capturedByStamp.delete(stamp);
      }
    }
    return capturedMicros;
  }
}
