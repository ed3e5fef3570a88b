// What labels there are of a scan and of a parcel, and what each is to the node.

import { say } from '../words.js';

/**
 * @typedef {object} Wanted A label that can be printed.
 * @property {string} text What it is, for a person.
 * @property {any} label The node's LabelSubject.
 * @property {number} [tag] The tag that stands on it: such a label can be printed without the node.
 */

/** What is on its way to storage or set aside, and no task takes away. */
const uses = { WHAT_PUT_AWAY: 'PUT_AWAY', WHAT_QC_HOLD: 'QC_HOLD', WHAT_DAMAGED: 'DAMAGED', WHAT_OVERAGE: 'OVERAGE' };
const words = { WHAT_PUT_AWAY: 'to.putAway', WHAT_QC_HOLD: 'to.qcHold', WHAT_DAMAGED: 'to.damaged', WHAT_OVERAGE: 'to.overage' };

/** The labels of a scan: of the carton while its answer is awaited, then of each part of it by where that goes. @param {import('../outbox.js').Entry} entry @returns {Wanted[]} */
export function labelsOfScan(entry) {
  if (entry.state === 'waiting') {
    return [{ text: say('print.tag', { tag: entry.tag, what: entry.draft.label }), tag: entry.tag, label: { scan: { ...scanOf(entry), use: 'SCAN_LABEL_USE_AWAITING_ANSWER', tag: String(entry.tag) } } }];
  }

  const parts = [...entry.answer?.dispositions ?? [], ...entry.answer?.released ?? []];
  const lanes = parts.filter((part) => part.what === 'WHAT_TO_LANE' && Number(part.taskId ?? 0) > 0).map((part) => ({
    text: `${part.quantity} → ${say('to.lane', { lane: part.lane })}`, label: { taskId: part.taskId },
  }));
  /** @type {Map<string, number>} */
  const aside = new Map();
  for (const { what, quantity } of parts) {
    if (what in uses) {
      aside.set(what, (aside.get(what) ?? 0) + Number(quantity));
    }
  }

  return [...lanes, ...[...aside].map(([what, quantity]) => ({
    text: `${quantity} → ${say(/** @type {any} */ (/** @type {any} */ (words)[what]))}`,
    label: { scan: { ...scanOf(entry), quantity: String(quantity), use: `SCAN_LABEL_USE_${/** @type {any} */ (uses)[what]}` } },
  }))];
}

/** @param {any[]} tasks All tasks of one parcel. @returns {Wanted[]} */
export function labelsOfParcel(tasks) {
  return [{ text: tasks[0].parcel, label: { parcel: { taskIds: tasks.map((task) => task.taskId) } } }];
}

/** @param {import('../outbox.js').Entry} entry */
function scanOf({ device, id, madeAt, draft: { message } }) {
  const { gtin, sku, lpn, lot, quantity, door } = message;
  return {
    deviceId: device, scanId: id, scannedAt: new Date(madeAt).toISOString(), door: door ?? '', lot: lot ?? '', quantity: quantity ?? '1', ...(gtin ? { gtin } : { sku: sku ?? lpn }),
  };
}
