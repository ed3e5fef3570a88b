// What a person reports, as messages to the engine, and how a task stands by what was reported.

/** @typedef {import('../shared/outbox.js').Draft} Draft */
/** @typedef {import('../shared/outbox.js').Entry} Entry */
/** @typedef {import('../shared/scanning/barcode.js').Scanned} Scanned */
/** @typedef {import('./desk.js').Place} Place */
/** @typedef {import('./desk.js').Lease} Lease */

/** @typedef {'take' | 'picking' | 'pack' | 'packing' | 'ending'} Step */

/** Kinds of tasks whose units go into a parcel. */
const forParcels = ['TASK_KIND_CROSS_DOCK', 'TASK_KIND_STORAGE_PICK'];

/** @param {any} task */
export const goesIntoAParcel = (task) => forParcels.includes(task.kind);

/** @param {any} task */
export const whatOf = (task) => `${task.quantity} × ${task.sku}`;

/** What stays known of a task when the engine does not tell of it any more. @param {Lease} lease */
const seen = ({ task, token }) => ({
  taskId: task.taskId, token, kind: task.kind, state: task.state, sku: task.sku, description: task.description ?? '', quantity: task.quantity, door: task.door ?? '', lane: task.lane ?? '',
});

/** @param {Place} place @param {Lease} lease */
const about = ({ warehouse }, { task, token }) => ({ warehouse, taskId: task.taskId, token });

/** @param {Scanned} scanned @param {number} quantity */
const scanOf = (scanned, quantity) => ({ ...(scanned.gtin ? { gtin: scanned.gtin } : { sku: scanned.sku }), quantity: String(quantity) });

/**
 * @param {Place} place @param {Lease} lease
 * @param {Scanned | null} scanned What was scanned to confirm it; null for a task that is confirmed otherwise.
 * @param {number} [found] What a count found.
 * @returns {Draft}
 */
export function pickDraft(place, lease, scanned, found) {
  const quantity = found === undefined ? lease.task.quantity : String(found);
  return {
    kind: 'pick', label: `${quantity} × ${lease.task.sku}`, task: seen(lease),
    message: { ...about(place, lease), quantity, ...(scanned && !scanned.sscc && { scan: scanOf(scanned, 1) }), ...(scanned?.serial && { serials: [scanned.serial] }) },
  };
}

/** @param {Place} place @param {Lease} lease @returns {Draft} */
export const startDraft = (place, lease) => ({ kind: 'start', label: whatOf(lease.task), task: seen(lease), message: about(place, lease) });

/** @param {Place} place @param {Lease} lease @returns {Draft} */
export const returnDraft = (place, lease) => ({
  kind: 'return', label: whatOf(lease.task), task: seen(lease), message: { ...about(place, lease), reason: 'REASON_CODE_STATION_TROUBLE' },
});

/** @param {Place} place @param {Lease} lease @param {number} picked How many are in hand. @param {'REASON_CODE_NOT_FOUND' | 'REASON_CODE_DAMAGED'} reason @returns {Draft} */
export const shortDraft = (place, lease, picked, reason) => ({
  kind: 'short', label: `${picked}/${lease.task.quantity} × ${lease.task.sku}`, task: seen(lease), message: { ...about(place, lease), picked: String(picked), reason },
});

/** Units that are unfit: of goods in hand a damage, of goods that are not picked yet a short. @param {Place} place @param {Lease} lease @param {number} unfit @returns {Draft} */
export const damageDraft = (place, lease, unfit) => lease.task.state === 'TASK_STATE_PICKED'
  ? { kind: 'damage', label: `${unfit} × ${lease.task.sku}`, task: seen(lease), message: { ...about(place, lease), quantity: String(unfit), reason: 'REASON_CODE_DAMAGED' } }
  : shortDraft(place, lease, Number(lease.task.quantity) - unfit, 'REASON_CODE_DAMAGED');

/**
 * @param {Place} place @param {Lease} lease @param {string} parcel
 * @param {Entry | undefined} pick The pick, where its answer is still awaited: if it is refused, nothing is packed.
 * @returns {Draft}
 */
export const packDraft = ({ warehouse }, lease, parcel, pick) => ({
  kind: 'pack', label: `${whatOf(lease.task)} → ${parcel}`, task: seen(lease), ...(pick && { of: pick.id }),
  message: { warehouse, leases: [{ taskId: lease.task.taskId, token: lease.token }], parcel },
});

/** @param {Place} place @param {Scanned} scanned @param {number} quantity @returns {Draft} */
export const strayDraft = ({ warehouse }, scanned, quantity) => ({
  kind: 'stray', label: `${quantity} × ${scanned.gtin ?? scanned.sku}`, message: { warehouse, scan: scanOf(scanned, quantity) },
});

/** @param {Place} place @param {any[]} tasks Those of one parcel. @returns {Draft} */
export const shipDraft = ({ warehouse, station }, tasks) => ({
  kind: 'ship', label: tasks[0].parcel, message: { warehouse, taskIds: tasks.map((task) => task.taskId), carrier: station },
});

/** How many serial numbers a report must name and does not; 0 where none is missing. @param {Lease} lease @param {Draft} draft */
export function serialsWanted({ task }, { kind, message }) {
  const units = kind === 'pick' ? message.quantity : kind === 'short' ? message.picked : 0;
  const wanted = task.serialControlled && goesIntoAParcel(task) && message.taskId === task.taskId ? Number(units) : 0;
  return (message.serials ?? []).length === wanted ? 0 : wanted;
}

/**
 * How a task stands: as the engine last said, and what was reported since.
 * @param {Lease} lease @param {Entry[]} entries @param {number} asOf When the engine said it.
 * @returns {{ step: Step, pick: Entry | undefined }}
 */
export function standingOf(lease, entries, asOf) {
  const since = entries.filter((e) => e.draft.task?.taskId === lease.task.taskId && e.draft.task.token === lease.token
    && (e.state === 'waiting' || (e.state === 'done' && (e.answeredAt ?? 0) > asOf)));
  const has = (/** @type {string[]} */ kinds) => since.find((e) => kinds.includes(e.draft.kind));
  const pick = has(['pick']);
  if (has(['pack'])) {
    return { step: 'packing', pick };
  }

  if (has(['return', 'short', 'damage']) || (pick && !goesIntoAParcel(lease.task))) {
    return { step: 'ending', pick };
  }

  return { step: lease.task.state === 'TASK_STATE_PICKED' || pick?.state === 'done' ? 'pack' : pick ? 'picking' : 'take', pick };
}

/** Reports whose refusal means that goods may be in the wrong hands. */
const withGoods = ['pick', 'short', 'damage', 'pack'];

/** Whether a refused report leaves goods in hand that belong elsewhere now. @param {Entry} entry */
export const needsPutBack = (entry) => withGoods.includes(entry.draft.kind) && ['STALE_LEASE', 'UNKNOWN_TASK'].includes(entry.refusal?.reason ?? '');
