// What the engine said to a scan, large enough to be read from a forklift.

import { html, useEffect, useState } from '../vendor/preact-htm.js';
import { give } from '../shared/feedback.js';
import { acknowledge, outboxTrouble } from '../shared/outbox.js';
import { say, sayRefusal, sayTime } from '../shared/words.js';

/** @typedef {import('../shared/outbox.js').Entry} Entry */

/** After this long without an answer a person is told, and may go on with the next carton. */
const unsureAfterMs = 3000;
const recentMax = 12;

const places = {
  WHAT_TO_LANE: 'to.lane', WHAT_HELD: 'to.held', WHAT_PUT_AWAY: 'to.putAway', WHAT_QC_HOLD: 'to.qcHold', WHAT_DAMAGED: 'to.damaged', WHAT_OVERAGE: 'to.overage',
};

/**
 * Where units go, the same place once: in the order in which the engine gave them.
 * @param {any} answer
 * @returns {string[]}
 */
export function partsOf(answer) {
  /** @type {Map<string, number>} */
  const parts = new Map();
  for (const { what, lane, orderNo, quantity } of [...answer.dispositions ?? [], ...answer.released ?? []]) {
    const place = say(/** @type {any} */ (/** @type {any} */ (places)[what] ?? 'to.other'), { lane, order: orderNo, what });
    parts.set(place, (parts.get(place) ?? 0) + Number(quantity));
  }

  const told = [...parts].map(([place, quantity]) => `${quantity} → ${place}`);
  return Number(answer.breakDownTaskId ?? 0) > 0 ? [...told, say('result.breakDown', { task: answer.breakDownTaskId })] : told;
}

/** What became of an entry, in a line. @param {Entry} entry @returns {string} */
export function outcomeOf(entry) {
  if (entry.state === 'refused' && entry.refusal) {
    return sayRefusal(entry.refusal);
  }

  if (entry.state !== 'done') {
    return say(/** @type {any} */ (entry.state === 'waiting' ? entry.waited ? 'result.waiting' : 'result.sending' : `result.${entry.state}`));
  }

  if (entry.draft.kind === 'reverse') {
    const variance = Number(entry.answer.variance ?? 0);
    return say(variance > 0 ? 'result.undoneVariance' : 'result.undone', { n: entry.answer.quantity ?? 0, variance });
  }

  if (entry.draft.kind === 'close') {
    const differences = entry.answer.differences ?? [];
    return differences.length === 0 ? say('result.closed')
      : say('result.closedShort', { what: differences.map((/** @type {any} */ d) => `${d.sku} ${d.received ?? 0}/${d.announced ?? 0}`).join(', ') });
  }

  return partsOf(entry.answer).join(' · ');
}

/** @param {Entry} entry @param {boolean} isLate @returns {'done' | 'refused' | 'asked' | 'unsure' | 'offline' | 'sending' | 'void'} */
function signOf(entry, isLate) {
  if (entry.state === 'waiting') {
    return entry.waited ? outboxTrouble() === 'OFFLINE' ? 'offline' : 'unsure' : isLate ? 'unsure' : 'sending';
  }

  return entry.state === 'stale' ? 'refused' : entry.state === 'asking' ? entry.draft.item ? 'asked' : 'sending' : entry.state;
}

/** @param {{ entry: Entry | undefined, wrong: any, onLabels: (entry: Entry) => void }} props */
export function Result({ entry, wrong, onLabels }) {
  const [late, setLate] = useState(0);
  useEffect(() => {
    if (entry?.state === 'waiting' && !entry.waited) {
      const timer = setTimeout(() => {
        setLate(entry.seq);
        give('unsure');
      }, Math.max(0, entry.madeAt + unsureAfterMs - Date.now()));
      return () => clearTimeout(timer);
    }

    return undefined;
  }, [entry?.seq, entry?.state, entry?.waited]);
  if (wrong) {
    return html`<section id="result" class="result refused" data-sign="refused" role="status"><p class="sign">${say('sign.refused')}</p><p class="what">${say(wrong)}</p></section>`;
  }

  if (!entry) {
    return html`<section id="result" class="result ready" data-sign="ready" role="status"><p class="what">${say('result.ready')}</p></section>`;
  }

  const sign = signOf(entry, late === entry.seq);
  const isAside = sign === 'offline' || sign === 'unsure';
  return html`
    <section id="result" class=${`result ${sign}`} data-sign=${sign} data-seq=${entry.seq} role="status">
      <p class="sign">${say(/** @type {any} */ (`sign.${sign}`))} <span>${entry.draft.kind === 'reverse' ? say('result.undoOf', { what: entry.draft.label }) : entry.draft.label}</span></p>
      ${isAside ? html`<p class="what">${say('result.aside', { tag: entry.tag })}</p>`
        : entry.state === 'done' && (entry.draft.kind === 'receive' || entry.draft.kind === 'container')
          ? html`<ul class="what">${partsOf(entry.answer).map((part) => html`<li>${part}</li>`)}</ul>`
          : html`<p class="what">${outcomeOf(entry)}</p>`}
      ${hasLabels(entry) && html`<p><button class="labels-open" onClick=${() => onLabels(entry)}>${say('print.open')}</button></p>`}
    </section>`;
}

/** Units that came get labels: a tag while nothing is known of them, then where they go. @param {Entry} entry */
const hasLabels = (entry) => (entry.draft.kind === 'receive' || entry.draft.kind === 'container') && (entry.state === 'done' || (entry.state === 'waiting' && entry.waited));

/**
 * Cartons that were put aside and whose answer has come: they are named by their tags until somebody has moved them.
 * @param {{ entries: Entry[], onLabels: (entry: Entry) => void }} props
 */
export function Answered({ entries, onLabels }) {
  const answered = entries.filter((e) => e.state === 'done' && !e.seen && e.draft.kind !== 'close');
  return answered.length > 0 && html`
    <section class="answered" aria-labelledby="answered">
      <h2 id="answered">${say('answered.title')}</h2>
      <ul>${answered.map((e) => html`
        <li key=${e.seq} data-tag=${e.tag}><strong class="tag">${e.tag}</strong> <span>${e.draft.label}: ${outcomeOf(e)}</span>
          <button onClick=${() => acknowledge(e.seq)} aria-label=${say('answered.movedTag', { tag: e.tag })}>${say('answered.moved')}</button>
          ${hasLabels(e) && html`<button onClick=${() => onLabels(e)} aria-label=${say('print.openTag', { tag: e.tag })}>${say('print.open')}</button>`}</li>`)}
      </ul>
    </section>`;
}

/** @param {{ entries: Entry[] }} props */
export function Recent({ entries }) {
  return entries.length > 0 && html`
    <section aria-labelledby="recent">
      <h2 id="recent">${say('recent.title')}</h2>
      <ol class="recent">${entries.slice(-recentMax).reverse().map((e) => html`
        <li key=${e.seq} data-state=${e.state}><time>${sayTime(e.madeAt)}</time> <span>${e.draft.kind === 'reverse' ? say('result.undoOf', { what: e.draft.label }) : e.draft.label}</span>
          <span>${outcomeOf(e)}</span></li>`)}
      </ol>
    </section>`;
}
