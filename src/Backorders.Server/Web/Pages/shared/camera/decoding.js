// The worker that finds barcodes in pictures. It alone may compile WebAssembly: the node sends this file under a policy of its own, and no page has that right.

import { prepareZXingModule, readBarcodes } from '../../vendor/zxing-wasm/reader/index.js';

/**
 * What stands on cartons and labels. ITF only with 14 digits, and no Code 39: a part of a code that has no fixed length or no check digit reads as a whole one.
 * `Plain`: separators of an element string stay control characters, as scanners send them.
 */
const options = {
  formats: ['EAN13', 'EAN8', 'UPCA', 'ITF14', 'Code128', 'DataBar', 'DataMatrix', 'QRCode'], textMode: 'Plain', maxNumberOfSymbols: 4, tryInvert: false, validateOptionalChecksum: true,
};

async function load() {
  const response = await fetch(new URL('../../vendor/zxing-wasm/zxing-reader.wasm', import.meta.url));
  if (!response.ok) {
    throw new Error(`HTTP ${response.status}`);
  }

  await prepareZXingModule({ overrides: { wasmBinary: await response.arrayBuffer() }, fireImmediately: true });
}

/** @param {import('../../vendor/zxing-wasm/reader/index.js').Read} read @returns {import('./aim.js').Code} */
function codeOf({ symbologyIdentifier, text, position }) {
  const corners = Object.values(position);
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  return { raw: symbologyIdentifier + text, left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

const loaded = load();
loaded.then(() => self.postMessage({ isReady: true }), (error) => self.postMessage({ trouble: String(error) }));

self.onmessage = async ({ data: picture }) => {
  try {
    await loaded;
    self.postMessage({ codes: (await readBarcodes(picture, options)).map(codeOf) });
  } catch (error) {
    self.postMessage({ trouble: String(error) });
  }
};
