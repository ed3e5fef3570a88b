// What a scan lacks that its item needs. A person is asked before anything is sent; the scan stands on the disk meanwhile, and those behind it go on.

import { useEffect } from '../vendor/preact-htm.js';
import { put, release, revise } from '../shared/outbox.js';
import { countOf, labelOf } from './drafts.js';
import { askFor, each, find } from './known.js';

/** @typedef {import('../shared/outbox.js').Entry} Entry */
/** @typedef {import('../shared/outbox.js').Draft} Draft */
/** @typedef {import('./known.js').Known} Known */
/** @typedef {'unit' | 'lot' | 'expiry' | 'serials'} Field */

/**
 * @typedef {object} Choice The unit that a person has chosen.
 * @property {string} unit
 * @property {string | null} sku The item that it is for, once one was scanned with it; null for whatever is scanned next.
 */

/** Entries whose item is being asked for, in this tab. @type {Set<number>} */
const looking = new Set();

/** The units of an item. @param {import('./known.js').Item} item */
export const unitsOf = (item) => [{ name: each, baseUnits: '1' }, ...item.units ?? []];

/** What a person must still say of a scan, in the order in which it is asked. @param {Draft} draft @returns {Field[]} */
export function lacksOf({ item, unit, message }) {
  if (!item) {
    return [];
  }

  /** @type {(Field | false | undefined)[]} */
  const fields = [
    unit === undefined && 'unit', item.lotControlled && !message.lot && 'lot', item.expiryControlled && !message.expiry && 'expiry',
    item.serialControlled && (message.serials ?? []).length !== countOf(message, item, unit) && 'serials',
  ];
  return /** @type {Field[]} */ (fields.filter(Boolean));
}

/**
 * A scan, with what is known of its item. The unit is the one that carries the code, the one that a person has chosen, or the only one; else it is not set.
 * @param {Draft} draft @param {Known} known
 * @returns {Draft}
 */
function withItem(draft, { item, unit: carried }) {
  const { choice } = draft;
  const isChosen = choice && (choice.sku === null || (choice.sku === item.sku && !carried));
  const has = isChosen && unitsOf(item).some((unit) => unit.name === choice.unit);
  // A code and a choice that differ: nobody knows which one is meant.
  const unit = isChosen ? has && (!carried || carried === choice.unit) ? choice.unit : undefined : carried ?? (item.units?.length ? undefined : each);
  const message = unit && unit !== each && !carried ? { ...draft.message, unit } : draft.message;
  return { ...draft, item, unit, message, label: labelOf(message, item, unit) };
}

/**
 * Takes a scan: into the outbox, or as a question.
 * @param {Draft} draft @param {boolean} canAsk Whether the node answers at the moment.
 * @returns {Promise<Entry>}
 */
export function take(draft, canAsk) {
  const known = draft.kind === 'receive' ? find(draft.message) : undefined;
  if (draft.kind !== 'receive' || (!known && !canAsk)) {
    return put(draft);
  }

  if (!known || (!known.isFresh && canAsk)) {
    return put(draft, true);
  }

  const full = withItem(draft, known);
  return put(full, lacksOf(full).length > 0);
}

/** The answer to a part of a question: what was asked for is now in the scan, and it goes once it lacks nothing more. @param {Entry} entry @param {Draft} draft */
const settle = (entry, draft) => lacksOf(draft).length > 0 ? revise(entry.seq, draft) : release(entry.seq, draft);

/** @param {Entry} entry @param {string} unit */
export function answerUnit(entry, unit) {
  const { draft } = entry;
  // By the owner's code: a barcode stands for its own unit alone.
  const message = { ...draft.message, gtin: undefined, sku: draft.item?.sku, unit: unit === each ? '' : unit };
  return settle(entry, { ...draft, unit, message, label: labelOf(message, draft.item, unit) });
}

/** @param {Entry} entry @param {Record<string, any>} said */
export function answerFields(entry, said) {
  const { draft } = entry;
  const message = { ...draft.message, ...said };
  if (said.serials) {
    // Whoever scans serials one after the other counts the units by that.
    const size = countOf({ quantity: '1' }, draft.item, draft.unit);
    message.quantity = String(said.serials.length / size);
  }

  return settle(entry, { ...draft, message, label: labelOf(message, draft.item, draft.unit) });
}

/** Asks the node for items that this device does not know yet. What it does not tell is left to the engine. @param {Entry[]} entries @param {string} warehouse */
export function useLookups(entries, warehouse) {
  useEffect(() => {
    for (const entry of entries.filter((e) => e.state === 'asking' && !e.draft.item && !looking.has(e.seq))) {
      looking.add(entry.seq);
      const { draft } = entry;
      askFor(warehouse, draft.message).then(() => {
        const known = find(draft.message);
        return known ? settle(entry, withItem(draft, known)) : release(entry.seq, draft);
      }).finally(() => looking.delete(entry.seq));
    }
  }, [entries, warehouse]);
}
