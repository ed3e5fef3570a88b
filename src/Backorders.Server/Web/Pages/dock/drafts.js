// What a scan, an undo and a closed notice are to the engine.

/** @typedef {import('../shared/outbox.js').Draft} Draft */
/** @typedef {import('../shared/scanning/barcode.js').Scanned} Scanned */
/** @typedef {'' | 'QUALITY_DAMAGED' | 'QUALITY_QC_HOLD'} Quality */

/**
 * @typedef {object} Setting What holds for the next scan.
 * @property {string} warehouse
 * @property {string} door
 * @property {string} notice Empty for a blind receipt.
 * @property {number} quantity
 * @property {Quality} quality
 * @property {import('./questions.js').Choice | null} choice The unit that a person has chosen.
 */

/**
 * Base units of a scan, as far as its unit is known.
 * @param {Record<string, any>} message @param {import('./known.js').Item | undefined} item @param {string | undefined} unit
 */
export const countOf = (message, item, unit) => Number(message.quantity) * Number(item?.units?.find(({ name }) => name === unit)?.baseUnits ?? 1);

/** What a person reads of a scan. @param {Record<string, any>} message @param {import('./known.js').Item} [item] @param {string} [unit] The unit it is counted in. */
export function labelOf(message, item, unit) {
  const size = item?.units?.find(({ name }) => name === unit)?.baseUnits;
  return `${message.quantity} ${size ? `${unit} (${size}) ` : ''}× ${message.gtin ?? message.sku}`;
}

/** @param {Scanned} scanned @param {Setting} setting @returns {Draft} */
export function scanDraft(scanned, setting) {
  const { warehouse, door } = setting;
  if (scanned.sscc) {
    return { kind: 'container', label: scanned.sscc, message: { warehouse, door, lpn: scanned.sscc } };
  }

  const quantity = scanned.count ?? setting.quantity;
  /** @type {Record<string, any>} */
  const message = { warehouse, door, quantity: String(quantity), asnNo: setting.notice };
  Object.assign(message, scanned.gtin ? { gtin: scanned.gtin } : { sku: scanned.sku });
  Object.assign(message, scanned.lot && { lot: scanned.lot }, scanned.expiry && { expiry: scanned.expiry }, scanned.serial && { serials: [scanned.serial] });
  Object.assign(message, setting.quality && { quality: setting.quality });
  return { kind: 'receive', label: labelOf(message), message, ...(setting.choice && { choice: setting.choice }) };
}

/**
 * The same scan again with what was missing or wrong in it. It is another scan to the engine, with an id of its own.
 * @param {import('../shared/outbox.js').Entry} entry @param {Record<string, any>} changes
 * @returns {Draft}
 */
export function correctedDraft({ seq, draft }, changes) {
  const message = { ...draft.message, ...changes };
  return { ...draft, message, label: labelOf(message, message.sku === draft.item?.sku ? draft.item : undefined, message.unit), corrects: seq };
}

/** @param {import('../shared/outbox.js').Entry} entry @returns {Draft} */
export function undoDraft(entry) {
  return {
    kind: 'reverse', label: entry.draft.label, of: entry.id,
    message: { warehouse: entry.draft.message.warehouse, deviceId: entry.device, scanId: entry.id, reason: 'REASON_CODE_WRONG_SCAN' },
  };
}

/** @param {string} warehouse @param {string} asnNo @returns {Draft} */
export function closeDraft(warehouse, asnNo) {
  return { kind: 'close', label: asnNo, message: { warehouse, asnNo } };
}
