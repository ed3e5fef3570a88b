// What the truck should bring, what has come of it, and its end.

import { html, useEffect, useRef, useState } from '../vendor/preact-htm.js';
import { useAnswer } from '../shared/components.js';
import { call, session } from '../shared/session.js';
import { put } from '../shared/outbox.js';
import { say } from '../shared/words.js';
import { closeDraft } from './drafts.js';
import { outcomeOf } from './result.js';

/** @typedef {import('../shared/outbox.js').Entry} Entry */

/** Who may hear what happens; a key that only scans sees its own answers, and the notice as it was after the last of them. */
const hearing = ['OrderSystem', 'FloorSupervisor', 'Reader'];
const kinds = ['SHIPMENT_UPDATED', 'SHIPMENT_CANCELLED', 'SHIPMENT_CLOSED', 'SHIPMENT_REOPENED', 'SHIPMENT_SPLIT', 'RECEIPT_RECORDED', 'RECEIPT_REVERSED'].map((kind) => `EVENT_KIND_${kind}`);

/** Answers come in bursts: the notice is read again when there is a pause. */
const settleMs = 300;

/**
 * @param {object} props
 * @param {string} props.warehouse
 * @param {string[]} props.notices
 * @param {string} props.notice
 * @param {(notice: string) => void} props.onNotice
 * @param {Entry[]} props.entries
 */
export function Notices({ warehouse, notices, notice, onNotice, entries }) {
  const { answer, trouble, again } = useAnswer(() => notice ? call('Inbound/GetShipment', { warehouse, asnNo: notice }) : Promise.resolve(null), [warehouse, notice]);
  const answered = entries.filter((e) => e.state === 'done').length;
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return undefined;
    }

    const timer = setTimeout(again, settleMs);
    return () => clearTimeout(timer);
  }, [answered]);
  useEvents(warehouse, notice !== '', again);
  if (!notice) {
    return html`<p class="note">${say('notice.none')}</p>`;
  }

  return html`
    <section class="notice" aria-labelledby="notice-title">
      <h2 id="notice-title">${say('notice.title', { notice })}</h2>
      ${notices.length > 1 && html`<div class="row" role="group" aria-label=${say('notice.choose')}>
        ${notices.map((no) => html`<button class="toggle" aria-pressed=${no === notice} onClick=${() => onNotice(no)}>${no}</button>`)}</div>`}
      ${trouble && html`<p class="note">${say('notice.old', { why: trouble })}</p>`}
      ${answer && html`<${Lines} shipment=${answer} />`}
      ${answer && html`<${Close} warehouse=${warehouse} shipment=${answer} entries=${entries} />`}
    </section>`;
}

/** Tells of what others do to the notices: who closes one in the office, or scans at the next door. @param {string} warehouse @param {boolean} isWanted @param {() => void} onChange */
function useEvents(warehouse, isWanted, onChange) {
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (!isWanted || !hearing.some((role) => session()?.roles.includes(role))) {
      return undefined;
    }

    let stop = () => {};
    let isCurrent = true;
    let timer = 0;
    const settle = () => {
      clearTimeout(timer);
      timer = setTimeout(() => latest.current(), settleMs);
    };
    // Whatever list tells a cursor: from there on nothing is missed, and the notice is looked at once more.
    Promise.all([import('../shared/live/events.js'), call('Stations/ListTasks', { warehouse, pageSize: 1 })]).then(([{ follow }, { cursor }]) => {
      if (isCurrent) {
        stop = follow({ warehouse, kinds }, cursor ?? '0', settle);
        settle();
      }
    }, () => {});
    return () => {
      isCurrent = false;
      clearTimeout(timer);
      stop();
    };
  }, [warehouse, isWanted]);
}

/** @param {any} line */
const leftOf = (line) => Math.max(0, Number(line.announced ?? 0) - Number(line.received ?? 0));

/** @param {{ shipment: any }} props */
function Lines({ shipment }) {
  return html`
    <table id="lines">
      <thead><tr><th scope="col">${say('notice.item')}</th><th scope="col">${say('notice.expected')}</th><th scope="col">${say('notice.received')}</th><th scope="col">${say('notice.left')}</th></tr></thead>
      <tbody>${(shipment.lines ?? []).map((/** @type {any} */ line) => html`
        <tr key=${line.sku} data-sku=${line.sku} class=${leftOf(line) === 0 ? 'complete' : ''}>
          <th scope="row">${line.sku}</th><td>${line.announced ?? 0}</td><td>${line.received ?? 0}</td><td>${leftOf(line)}</td></tr>`)}
      </tbody>
    </table>`;
}

/** Closing goes through the outbox behind all scans, so that none of them comes too late. @param {{ warehouse: string, shipment: any, entries: Entry[] }} props */
function Close({ warehouse, shipment, entries }) {
  const [isAsked, setAsked] = useState(false);
  const closing = entries.filter((e) => e.draft.kind === 'close' && e.draft.message.asnNo === shipment.asnNo && e.state !== 'refused').pop();
  if (closing) {
    return html`<p id="closed" class="note" data-state=${closing.state}>${outcomeOf(closing)}</p>`;
  }

  if (!shipment.open) {
    return html`<p id="closed" class="note" data-state="done">${say('notice.isClosed')}</p>`;
  }

  const short = (shipment.lines ?? []).filter((/** @type {any} */ line) => leftOf(line) > 0);
  const refused = entries.filter((e) => e.state === 'refused' && e.draft.message.asnNo === shipment.asnNo).length;
  return isAsked
    ? html`
      <div class="ask" role="group" aria-label=${say('close.title')}>
        <p>${short.length === 0 ? say('close.complete') : say('close.short')}</p>
        <ul>${short.map((/** @type {any} */ line) => html`<li>${say('close.missing', { sku: line.sku, n: leftOf(line), of: line.announced })}</li>`)}</ul>
        ${refused > 0 && html`<p class="note refused">${say('close.refused', { n: refused })}</p>`}
        <button class="main" id="close-yes" onClick=${() => put(closeDraft(warehouse, shipment.asnNo))}>${say('close.yes')}</button>
        <button class="quiet" onClick=${() => setAsked(false)}>${say('close.no')}</button>
      </div>`
    : html`<button id="close" onClick=${() => setAsked(true)}>${say('close.title')}</button>`;
}
