// The task in big type, and what became of the last report.

import { html, useEffect, useState } from '../vendor/preact-htm.js';
import { give } from '../shared/feedback.js';
import { outboxTrouble } from '../shared/outbox.js';
import { say, sayDay } from '../shared/words.js';
import { goesIntoAParcel } from './reports.js';

/** @typedef {import('../shared/outbox.js').Entry} Entry */

const unsureAfterMs = 3000;
const endingMs = 60_000;

/** @param {any} task */
export const fromOf = (task) => task.door ? say('place.door', { door: task.door }) : say('place.storage');

/** @param {any} task */
function titleOf({ kind }) {
  const names = { TASK_KIND_PUT_BACK: 'task.putBack', TASK_KIND_COUNT: 'task.count', TASK_KIND_BREAK_DOWN: 'task.breakDown', TASK_KIND_STORAGE_PICK: 'task.storagePick' };
  return say(/** @type {any} */ (/** @type {any} */ (names)[kind] ?? 'task.crossDock'));
}

/** @param {any} task @param {string} step */
function nextOf(task, step) {
  const names = { packing: 'next.wait', ending: 'next.wait', pack: 'next.pack', picking: 'next.picking' };
  const kinds = { TASK_KIND_PUT_BACK: 'next.putBack', TASK_KIND_COUNT: 'next.count', TASK_KIND_BREAK_DOWN: 'next.breakDown' };
  return say(/** @type {any} */ (/** @type {any} */ (names)[step] ?? /** @type {any} */ (kinds)[task.kind] ?? 'next.take'));
}

/** @param {{ current: { lease: import('./desk.js').Lease, step: string } | undefined, desk: import('./desk.js').Desk }} props */
export function Task({ current, desk }) {
  if (!current) {
    const name = desk.isPaused ? 'idle.paused' : !desk.isHeard ? 'idle.asking' : 'idle.nothing';
    return html`
      <section id="task" class="result idle" data-state=${desk.isPaused ? 'paused' : desk.isHeard ? 'idle' : 'asking'} role="status">
        <p class="what">${say(name)}</p>${desk.isHeard && !desk.isPaused && html`<p>${say('idle.nothingWhat')}</p>`}
      </section>`;
  }

  const { lease: { task, token, endsAt }, step } = current;
  const details = [task.orderNo && say('task.order', { order: task.orderNo }), task.lot && say('task.lot', { lot: task.lot, day: task.expiry ?? '' }), task.lpn && say('task.container', { lpn: task.lpn }),
    task.shipBy && say('task.shipBy', { day: sayDay(task.shipBy) })].filter(Boolean);
  const isParcel = goesIntoAParcel(task);
  return html`
    <section id="task" class="result ready" data-state=${step} data-task=${task.taskId} data-token=${token}>
      <p class="sign">${titleOf(task)} <span>${nextOf(task, step)}</span></p>
      <dl class="big">
        ${task.kind !== 'TASK_KIND_PUT_BACK' && html`<div><dt>${say('task.from')}</dt><dd id="from">${fromOf(task)}</dd></div>`}
        <div><dt>${say('task.what')}</dt><dd id="what"><strong>${task.quantity} ×</strong> ${task.sku}${task.description && html` <span class="called">${task.description}</span>`}</dd></div>
        ${isParcel && html`<div><dt>${say('task.to')}</dt><dd id="to">${say('to.lane', { lane: task.lane })}</dd></div>`}
        ${task.kind === 'TASK_KIND_PUT_BACK' && html`<div><dt>${say('task.to')}</dt><dd id="to">${fromOf(task)}</dd></div>`}
      </dl>
      ${details.length > 0 && html`<p>${details.join(' · ')}</p>`}
      <${LeaseClock} endsAt=${endsAt} />
    </section>`;
}

/** @param {{ endsAt: number }} props */
function LeaseClock({ endsAt }) {
  const [, setNow] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(0, endsAt - Date.now());
  const time = `${Math.floor(left / 60_000)}:${String(Math.floor(left / 1000) % 60).padStart(2, '0')}`;
  return html`<p id="lease" class=${left < endingMs ? 'lease ending' : 'lease'}>${left > 0 ? say('lease.left', { time }) : say('lease.over')}</p>`;
}

/** @param {Entry} entry @param {boolean} isLate */
function signOf(entry, isLate) {
  if (entry.state === 'waiting') {
    return entry.waited ? outboxTrouble() === 'OFFLINE' ? 'offline' : 'unsure' : isLate ? 'unsure' : 'sending';
  }

  return entry.state === 'stale' ? 'refused' : entry.state;
}

/** What became of the last report, in words and by a sign. @param {{ entries: Entry[], wrong: string }} props */
export function Sign({ entries, wrong }) {
  const entry = entries[entries.length - 1];
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
  const sign = wrong ? 'refused' : entry ? signOf(entry, late === entry.seq) : 'ready';
  const text = wrong || !entry ? wrong : say(/** @type {any} */ (`did.${entry.draft.kind}`), { what: entry.draft.label });
  const isAside = !wrong && (sign === 'offline' || sign === 'unsure');
  return html`
    <p id="result" class=${`outcome ${sign}`} data-sign=${sign} data-kind=${wrong ? '' : entry?.draft.kind ?? ''} role="status">
      ${sign !== 'ready' && html`<strong>${say(/** @type {any} */ (`sign.${sign}`))}</strong>`} ${text} ${isAside && say('result.hold')}
    </p>`;
}
