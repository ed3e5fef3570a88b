// Looks through the camera until it is closed, and tells each code once.

import { inTheMiddle, Once, partInFrame } from './aim.js';
import { openDecoder } from './decoder.js';
import { CameraTrouble, openLens } from './lens.js';

/** Between two looks, so that a device stays cool. */
const pauseMs = 60;
/** Wider pictures are made smaller: they bring no further codes and take longer. */
const widthMax = 1280;

/**
 * @typedef {object} State
 * @property {'opening' | 'looking' | 'beside' | 'taken' | 'trouble'} name
 * @property {string} [raw] The code that was taken.
 * @property {import('./lens.js').Reason} [reason]
 * @property {boolean} [isLight] Whether the camera has a light.
 */

/**
 * @param {object} what
 * @param {HTMLVideoElement} what.video
 * @param {HTMLElement} what.frame What lies in it is read.
 * @param {(state: State) => void} what.onState
 * @param {(raw: string) => void} what.onCode
 */
export function watch({ video, frame, onState, onCode }) {
  const closing = new AbortController();
  const canvas = document.createElement('canvas');
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  const once = new Once();
  /** @type {Awaited<ReturnType<typeof openLens>> | undefined} */
  let lens;
  let told = '';

  /** @param {State} state */
  function tell(state) {
    const now = JSON.stringify(state);
    if (now !== told && !closing.signal.aborted) {
      told = now;
      onState({ ...state, isLight: lens?.isLight ?? false });
    }
  }

  /** What lies in the frame now. @returns {import('./decoder.js').Picture} */
  function picture() {
    const part = partInFrame({ width: video.videoWidth, height: video.videoHeight }, video.getBoundingClientRect(), frame.getBoundingClientRect());
    const scale = Math.min(1, widthMax / part.width);
    canvas.width = Math.round(part.width * scale);
    canvas.height = Math.round(part.height * scale);
    pen.drawImage(video, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
    return pen.getImageData(0, 0, canvas.width, canvas.height);
  }

  /** @param {ReturnType<typeof openDecoder>} decoder */
  async function look(decoder) {
    const { width, height, data } = picture();
    const codes = await decoder.look({ width, height, data });
    if (closing.signal.aborted) {
      return;
    }

    const middle = inTheMiddle(codes, { width, height });
    const taken = once.look(codes.map(({ raw }) => raw), middle?.raw ?? '', performance.now());
    if (taken) {
      tell({ name: 'taken', raw: taken });
      onCode(taken);
    } else if (middle && once.holds(middle.raw)) {
      tell({ name: 'taken', raw: middle.raw });
    } else if (codes.length > 0 && !middle) {
      tell({ name: 'beside' });
    } else if (codes.length === 0 && once.isFree) {
      tell({ name: 'looking' });
    }
  }

  async function run() {
    const decoder = openDecoder();
    closing.signal.addEventListener('abort', () => decoder.close());
    try {
      const opened = openLens(video, closing.signal);
      await Promise.all([opened.then((open) => {
        lens = open;
      }), decoder.ready.catch(() => {
        throw new CameraTrouble('noDecoder');
      })]);
      while (!closing.signal.aborted) {
        if (!lens?.isOpen()) {
          throw new CameraTrouble('ended');
        }

        await look(decoder);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    } catch (error) {
      tell({ name: 'trouble', reason: error instanceof CameraTrouble ? error.reason : 'noDecoder' });
      closing.abort();
    }
  }

  tell({ name: 'opening' });
  run();
  return {
    close: () => closing.abort(),
    forget: () => once.forget(),
    /** @param {boolean} isOn */
    light: async (isOn) => lens?.light(isOn),
  };
}
