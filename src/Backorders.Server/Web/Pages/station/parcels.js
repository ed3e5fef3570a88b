// Parcels that were packed here and have not left, and what was reported last.

import { html } from '../vendor/preact-htm.js';
import { say, sayRefusal, sayTime } from '../shared/words.js';

/** @typedef {import('../shared/outbox.js').Entry} Entry */

const recentMax = 8;

/** Tasks by parcel. @param {any[]} packed @returns {any[][]} */
export function parcelsOf(packed) {
  /** @type {Map<string, any[]>} */
  const parcels = new Map();
  for (const task of packed) {
    parcels.set(task.parcel, [...parcels.get(task.parcel) ?? [], task]);
  }

  return [...parcels.values()];
}

/** @param {{ packed: any[], entries: Entry[], onShip: (tasks: any[]) => void, onLabel: (tasks: any[]) => void }} props */
export function Parcels({ packed, entries, onShip, onLabel }) {
  const leaving = entries.filter((e) => e.draft.kind === 'ship' && e.state === 'waiting').map((e) => e.draft.label);
  return packed.length > 0 && html`
    <section aria-labelledby="parcels">
      <h2 id="parcels">${say('parcels.title')}</h2>
      <ul class="recent">${parcelsOf(packed).map((tasks) => html`
        <li key=${tasks[0].parcel} data-parcel=${tasks[0].parcel}>
          <strong>${tasks[0].parcel}</strong> <span>${tasks.map((t) => `${t.quantity} × ${t.sku}`).join(', ')} → ${say('to.lane', { lane: tasks[0].lane })}</span>
          <button disabled=${leaving.includes(tasks[0].parcel)} onClick=${() => onShip(tasks)}>${say(leaving.includes(tasks[0].parcel) ? 'result.sending' : 'act.ship')}</button>
          <button class="labels-open" onClick=${() => onLabel(tasks)} aria-label=${say('print.openParcel', { parcel: tasks[0].parcel })}>${say('print.open')}</button>
        </li>`)}
      </ul>
    </section>`;
}

/** @param {{ entries: Entry[] }} props */
export function Recent({ entries }) {
  return entries.length > 0 && html`
    <section aria-labelledby="recent">
      <h2 id="recent">${say('recent.reports')}</h2>
      <ol class="recent">${entries.slice(-recentMax).reverse().map((e) => html`
        <li key=${e.seq} data-state=${e.state} data-kind=${e.draft.kind}><time>${sayTime(e.madeAt)}</time> <span>${say(/** @type {any} */ (`did.${e.draft.kind}`), { what: e.draft.label })}</span>
          <span>${stateOf(e)}</span></li>`)}
      </ol>
    </section>`;
}

/** @param {Entry} e */
function stateOf(e) {
  if (e.state === 'refused' && e.refusal) {
    return sayRefusal(e.refusal);
  }

  return e.state === 'done' ? say('sign.done') : say(/** @type {any} */ (e.state === 'waiting' ? e.waited ? 'result.waiting' : 'result.sending' : `result.${e.state}`));
}
