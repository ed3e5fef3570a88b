// Labels by the browser's own printing: one a page. For who has no print agent, and for tags while the node cannot be reached.

import { call } from '../session.js';
import { say, sayDay } from '../words.js';

/** @typedef {import('./subjects.js').Wanted} Wanted */

/** Prints labels. Those of the node are pictures of what a label printer prints. @param {string} warehouse @param {Wanted[]} wanted */
export async function printHere(warehouse, wanted) {
  const sheet = document.createElement('div');
  sheet.id = 'sheet';
  for (const each of wanted) {
    sheet.append(each.tag === undefined ? await pictureOf(warehouse, each) : tagOf(each));
  }

  document.body.append(sheet);
  try {
    // Where printing is a dialog this returns when it has been closed.
    globalThis.print();
  } finally {
    sheet.remove();
  }
}

/** @param {string} warehouse @param {Wanted} wanted */
async function pictureOf(warehouse, { text, label }) {
  const { content, contentType } = await call('Printing/DrawLabel', { warehouse, label, format: 'LABEL_FORMAT_PNG' });
  const picture = document.createElement('img');
  picture.alt = text;
  picture.src = `data:${contentType};base64,${content}`;
  await picture.decode();
  return picture;
}

/** @param {Wanted} wanted */
function tagOf({ tag, label: { scan } }) {
  const page = document.createElement('article');
  for (const [name, text] of [['big', String(tag)], ['what', `${scan.quantity} × ${scan.gtin ?? scan.sku}`], ['when', `${say('place.door', { door: scan.door })} · ${sayDay(scan.scannedAt)}`]]) {
    const line = document.createElement('p');
    line.className = name;
    line.textContent = text;
    page.append(line);
  }

  return page;
}
