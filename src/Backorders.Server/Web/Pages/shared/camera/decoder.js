// The page's side of the worker that finds barcodes in pictures.

import { workerAddress } from '../components.js';

/** It is 0.4 MB over the network: one that is not there after so long does not come. */
const loadMsMax = 30_000;
/** A picture takes 5 to 50 ms; on a worker that is silent for so long nobody waits any more. */
const lookMsMax = 10_000;

/** @typedef {{ width: number, height: number, data: Uint8ClampedArray<ArrayBuffer> }} Picture */

/** Loads it. It ends by `close`, or with its page. */
export function openDecoder() {
  const worker = new Worker(workerAddress(new URL('./decoding.js', import.meta.url).href), { type: 'module' });
  /** @param {number} msMax @returns {Promise<any>} The next message. */
  const answer = (msMax) => new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('no answer')), msMax);
    worker.onmessage = ({ data }) => {
      clearTimeout(late);
      if (data.trouble) {
        reject(new Error(data.trouble));
      } else {
        resolve(data);
      }
    };
    worker.onerror = (event) => {
      clearTimeout(late);
      event.preventDefault?.();
      reject(new Error(event.message ?? 'not loaded'));
    };
  });
  return {
    ready: answer(loadMsMax),
    /** One picture at a time. @param {Picture} picture It is handed over. @returns {Promise<import('./aim.js').Code[]>} */
    async look(picture) {
      const found = answer(lookMsMax);
      worker.postMessage(picture, [picture.data.buffer]);
      return (await found).codes;
    },
    close: () => worker.terminate(),
  };
}
