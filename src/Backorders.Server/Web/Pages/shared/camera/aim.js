// Which part of a picture is read, which code in it is meant, and when it counts.

/**
 * @typedef {object} Code A code in a picture, and where it stands in pixels.
 * @property {string} raw What a scanner with AIM identifiers would type.
 * @property {number} left
 * @property {number} top
 * @property {number} right
 * @property {number} bottom
 */

/** @typedef {{ x: number, y: number, width: number, height: number }} Box */

/** How far a code may miss the middle, as a share of the picture's shorter side: a small one need not be hit exactly. */
const missShareMax = 0.12;
/** A code that is read so often in a row is no misreading. */
const looksMin = 2;
/** A code has left the picture when so many looks in a row did not find it, and for so long: a hand shakes, and one that comes back must not be booked again. */
const goneLooks = 3;
const goneMs = 2000;

/**
 * The part of a camera's picture that lies in the frame. The picture covers the box that shows it, so its edges may lie outside.
 * @param {{ width: number, height: number }} picture In its own pixels.
 * @param {Box} shown Where it is on the screen.
 * @param {Box} frame Where the frame is on the screen.
 * @returns {Box} In the picture's pixels.
 */
export function partInFrame(picture, shown, frame) {
  const scale = Math.max(shown.width / picture.width, shown.height / picture.height);
  const [left, top] = [shown.x + (shown.width - picture.width * scale) / 2, shown.y + (shown.height - picture.height * scale) / 2];
  return { x: (frame.x - left) / scale, y: (frame.y - top) / scale, width: frame.width / scale, height: frame.height / scale };
}

/** The code in the middle; others lie beside it on the label and are not meant. @param {Code[]} codes @param {{ width: number, height: number }} picture @returns {Code | undefined} */
export function inTheMiddle(codes, { width, height }) {
  const miss = Math.min(width, height) * missShareMax;
  const distance = (/** @type {Code} */ c) => Math.hypot((c.left + c.right) / 2 - width / 2, (c.top + c.bottom) / 2 - height / 2);
  return codes.filter((c) => c.left - miss <= width / 2 && c.right + miss >= width / 2 && c.top - miss <= height / 2 && c.bottom + miss >= height / 2)
    .sort((a, b) => distance(a) - distance(b))[0];
}

/** Takes a code once, as long as it stays in the picture. */
export class Once {
  /** Codes that were taken and have not left: when each was last seen, and how many looks have not found it since. @type {Map<string, { at: number, misses: number }>} */
  #taken = new Map();
  #candidate = '';
  #looks = 0;

  /**
   * @param {string[]} seen Everything that was read.
   * @param {string} middle What lies in the middle; empty for nothing.
   * @param {number} now Milliseconds of a clock that only goes forward.
   * @returns {string} What counts now; empty for nothing.
   */
  look(seen, middle, now) {
    for (const [raw, last] of this.#taken) {
      if (seen.includes(raw)) {
        this.#taken.set(raw, { at: now, misses: 0 });
      } else if (last.misses + 1 >= goneLooks && now - last.at >= goneMs) {
        this.#taken.delete(raw);
      } else {
        last.misses++;
      }
    }

    this.#looks = middle === this.#candidate ? this.#looks + 1 : 1;
    this.#candidate = middle;
    if (middle === '' || this.#looks < looksMin || this.#taken.has(middle)) {
      return '';
    }

    this.#taken.set(middle, { at: now, misses: 0 });
    return middle;
  }

  /** Whether this code was taken and has not left. @param {string} raw */
  holds(raw) {
    return this.#taken.has(raw);
  }

  /** Whether everything that was taken has left. */
  get isFree() {
    return this.#taken.size === 0;
  }

  /** What is in the picture may be taken again. */
  forget() {
    this.#taken.clear();
    this.#looks = 0;
  }
}
