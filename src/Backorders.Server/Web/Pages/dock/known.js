// What is known of the items that may come here: those of the truck's notices, and those that were asked for. It outlasts a reload, so that the page asks for what an item needs without a network too.

import { useEffect, useState } from '../vendor/preact-htm.js';
import { call, session } from '../shared/session.js';
import { fact, setFact } from '../shared/store.js';

/**
 * @typedef {object} Item As `Items.GetItem` tells it.
 * @property {string} sku
 * @property {string} [description]
 * @property {{ name: string, baseUnits: string }[]} [units]
 * @property {{ gtin: string, unit?: string }[]} [barcodes]
 * @property {boolean} [lotControlled]
 * @property {boolean} [expiryControlled]
 * @property {boolean} [serialControlled]
 */

/**
 * @typedef {object} Known
 * @property {Item} item
 * @property {string | undefined} unit The unit that carries the scanned code; not set for the owner's code, which any unit may carry.
 * @property {boolean} isFresh Whether the node has told it since the page was opened.
 */

/** The base unit, in the engine's word. */
export const each = 'each';

const remembered = 'items';
const pageSize = 500;
const pagesMax = 10;
/** Items that are kept at most; the oldest go first. */
const keptMax = 5000;
/** Whoever scans does not wait longer for what an item needs: the engine says it then. */
const patienceMs = 3000;

/** Whose items they are, and of which warehouse: another owner's may have the same codes. */
let whose = '';
/** @type {Map<string, Item>} */
let items = new Map();
/** @type {Set<string>} */
let fresh = new Set();
/** Questions on their way, by code. @type {Map<string, Promise<void>>} */
const asking = new Map();

/** @param {string} warehouse */
const whoseNow = (warehouse) => JSON.stringify([warehouse, session()?.person, session()?.owner]);

/** @param {string} warehouse @param {Item[]} told */
function learn(warehouse, told) {
  if (whose !== whoseNow(warehouse)) {
    return;
  }

  for (const item of told) {
    items.delete(item.sku);
    items.set(item.sku, item);
    fresh.add(item.sku);
  }

  items = new Map([...items].slice(-keptMax));
  setFact(remembered, { whose, items: [...items.values()] }).catch(() => {});
}

/** @param {string} warehouse */
async function recall(warehouse) {
  const key = whoseNow(warehouse);
  if (whose !== key) {
    [whose, items, fresh] = [key, new Map(), new Set()];
    const kept = await fact(remembered);
    if (kept?.whose === whose && whose === key) {
      items = new Map([...kept.items.map((/** @type {Item} */ item) => [item.sku, item]), ...items]);
    }
  }
}

/** @param {string} warehouse @param {string} asnNo */
async function loadNotice(warehouse, asnNo) {
  let pageToken = '';
  for (let page = 0; page < pagesMax; page++) {
    const answer = await call('Inbound/ListShipmentItems', { warehouse, asnNo, pageSize, pageToken });
    learn(warehouse, answer.items ?? []);
    pageToken = answer.nextPageToken ?? '';
    if (!pageToken) {
      break;
    }
  }
}

/**
 * What a scanned code stands for, as far as this device knows.
 * @param {{ gtin?: string, sku?: string }} code
 * @returns {Known | undefined}
 */
export function find({ gtin, sku }) {
  const full = gtin?.padStart(14, '0');
  const item = full ? [...items.values()].find((known) => known.barcodes?.some((barcode) => barcode.gtin === full)) : items.get(sku ?? '');
  return item && { item, isFresh: fresh.has(item.sku), unit: full ? item.barcodes?.find((barcode) => barcode.gtin === full)?.unit || each : undefined };
}

/**
 * Asks the node for what a code stands for, and returns when it has told, or does not in time.
 * @param {string} warehouse @param {{ gtin?: string, sku?: string }} code
 */
export function askFor(warehouse, { gtin, sku }) {
  const code = gtin ? { gtin } : { sku };
  const key = JSON.stringify([warehouse, code]);
  if (!asking.has(key)) {
    const answered = call('Items/GetItem', { warehouse, ...code }).then((item) => learn(warehouse, [item]), () => {});
    const late = new Promise((resolve) => setTimeout(resolve, patienceMs));
    asking.set(key, Promise.race([answered, late]).then(() => {
      asking.delete(key);
    }));
  }

  return /** @type {Promise<void>} */ (asking.get(key));
}

/**
 * Learns the items of a truck's notices before the first scan.
 * @param {string} warehouse @param {string[]} notices
 * @returns {{ name: string, size: string }[]} The units that they come in, with their base units where all items agree; none where everything comes by the piece.
 */
export function useUnits(warehouse, notices) {
  const [, setRound] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    const tell = () => isCurrent && setRound((/** @type {number} */ n) => n + 1);
    const load = async () => {
      await recall(warehouse);
      tell();
      for (const notice of notices) {
        await loadNotice(warehouse, notice).catch(() => {});
        tell();
      }
    };
    load();
    return () => {
      isCurrent = false;
    };
  }, [warehouse, notices.join('\n')]);
  /** @type {Map<string, Set<string>>} */
  const sizes = new Map();
  for (const { name, baseUnits } of whose === whoseNow(warehouse) ? [...items.values()].flatMap((item) => item.units ?? []) : []) {
    sizes.set(name, (sizes.get(name) ?? new Set()).add(baseUnits));
  }

  const told = [...sizes].map(([name, known]) => ({ name, size: known.size === 1 ? [...known][0] : '' }));
  return told.length === 0 ? [] : [{ name: each, size: '' }, ...told];
}
