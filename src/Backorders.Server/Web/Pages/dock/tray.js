// What the engine refused: each waits here for a person, and the scans behind it went on.

import { html, useEffect, useState } from '../vendor/preact-htm.js';
import { useAnswer } from '../shared/components.js';
import { call } from '../shared/session.js';
import { discard, put } from '../shared/outbox.js';
import { say } from '../shared/words.js';
import { correctedDraft } from './drafts.js';
import { askFor, each, find } from './known.js';
import { UnitButtons } from './question.js';
import { outcomeOf } from './result.js';

/** @typedef {import('../shared/outbox.js').Entry} Entry */

/** The fields whose absence or error a refusal names. @type {Record<string, string[]>} */
const asked = {
  LOT_REQUIRED: ['lot', 'expiry'], EXPIRY_REQUIRED: ['expiry', 'lot'], LOT_DIFFERS: ['expiry', 'lot'], SERIALS_REQUIRED: ['serials'], SERIAL_TAKEN: ['serials'],
  INVALID_QUANTITY: ['quantity'],
};

/** Refusals that say that the code leads to no item that could be here. */
const strangers = ['UNKNOWN_SKU', 'UNKNOWN_GTIN', 'WRONG_CHECK_DIGIT', 'NOT_ANNOUNCED', 'NOT_GOODS', 'WRONG_ITEM', 'INVALID_ID'];

/** @param {{ entries: Entry[], notice: string, warehouse: string }} props */
export function Tray({ entries, notice, warehouse }) {
  return entries.length > 0 && html`
    <section class="tray" aria-labelledby="tray">
      <h2 id="tray">${say('tray.title', { n: entries.length })}</h2>
      ${entries.map((entry) => html`<${Refused} key=${entry.seq} entry=${entry} notice=${notice} warehouse=${warehouse} />`)}
    </section>`;
}

/** @param {{ entry: Entry, notice: string, warehouse: string }} props */
function Refused({ entry, notice, warehouse }) {
  const reason = entry.refusal?.reason ?? '';
  const { draft } = entry;
  /** @param {Record<string, any>} changes */
  const again = (changes) => put(correctedDraft(entry, changes));
  return html`
    <article data-seq=${entry.seq} data-reason=${reason}>
      <p><strong>${draft.label}</strong> ${outcomeOf(entry)}</p>
      ${draft.kind === 'receive' && asked[reason] && html`<${Missing} fields=${asked[reason]} entry=${entry} onAgain=${again} />`}
      ${draft.kind === 'receive' && reason === 'UNKNOWN_UNIT' && html`<${OtherUnit} entry=${entry} warehouse=${warehouse} onAgain=${again} />`}
      ${draft.kind === 'receive' && strangers.includes(reason) && html`<${WhatIsIt} notice=${notice} warehouse=${warehouse} onAgain=${again} />`}
      ${draft.kind === 'receive' && ['NOT_ANNOUNCED', 'SHIPMENT_CLOSED', 'UNKNOWN_SHIPMENT'].includes(reason)
        && html`<button onClick=${() => again({ asnNo: '' })}>${say('tray.blind')}</button>`}
      ${draft.kind === 'container' && html`<p>${say('tray.containerPieces')}</p>`}
      ${entry.state === 'stale' && html`<button onClick=${() => put({ ...draft, corrects: entry.seq })}>${say('tray.anew')}</button>`}
      <button class="quiet" onClick=${() => discard(entry.seq)}>${say('tray.aside')}</button>
    </article>`;
}

/** @param {{ fields: string[], entry: Entry, onAgain: (changes: Record<string, any>) => void }} props */
function Missing({ fields, entry, onAgain }) {
  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    /** @type {Record<string, any>} */
    const given = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (event.target)));
    if (given.serials !== undefined) {
      given.serials = given.serials.split(/[\s,;]+/).filter(Boolean);
      given.quantity = String(given.serials.length);
    }

    onAgain(given);
  }

  const before = entry.draft.message;
  return html`
    <form onSubmit=${submit}>
      ${fields.map((name) => html`
        <label for=${`${name}-${entry.seq}`}>${say(/** @type {any} */ (`field.${name}`))}</label>
        ${name === 'serials' ? html`<textarea id=${`${name}-${entry.seq}`} name=${name} rows="3" data-scan="field" defaultValue=${(before.serials ?? []).join('\n')}></textarea>`
          : html`<input id=${`${name}-${entry.seq}`} name=${name} type=${name === 'expiry' ? 'date' : 'text'} defaultValue=${before[name] ?? ''} />`}`)}
      <button class="main" type="submit">${say('tray.again')}</button>
    </form>`;
}

/** The units that the item has by now: this device's knowledge of them is what led here. @param {{ entry: Entry, warehouse: string, onAgain: (changes: Record<string, any>) => void }} props */
function OtherUnit({ entry, warehouse, onAgain }) {
  const { message } = entry.draft;
  const [isTold, setIsTold] = useState(false);
  useEffect(() => {
    askFor(warehouse, message).then(() => setIsTold(true));
  }, [entry.seq]);
  const item = isTold ? find(message)?.item : undefined;
  return item && html`
    <p>${say('ask.unit')}</p>
    <${UnitButtons} item=${item} quantity=${message.quantity} onUnit=${(/** @type {string} */ unit) => onAgain({ gtin: undefined, sku: item.sku, unit: unit === each ? '' : unit })} />`;
}

/** The way out for a code that nobody knows: it is one of the notice's items, or it has another code. @param {{ notice: string, warehouse: string, onAgain: (changes: Record<string, any>) => void }} props */
function WhatIsIt({ notice, warehouse, onAgain }) {
  const [sku, setSku] = useState('');
  const { answer } = useAnswer(() => notice ? call('Inbound/GetShipment', { warehouse, asnNo: notice }) : Promise.resolve(null), [notice]);
  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    if (sku.trim()) {
      onAgain({ sku: sku.trim(), gtin: undefined });
    }
  }

  return html`
    ${answer && html`<p>${say('tray.isOneOf')}</p>
      <div class="row">${(answer.lines ?? []).map((/** @type {any} */ line) => html`<button onClick=${() => onAgain({ sku: line.sku, gtin: undefined })}>${line.sku}</button>`)}</div>`}
    <form class="row" onSubmit=${submit}>
      <label for="other-sku">${say('tray.otherCode')}</label>
      <input id="other-sku" type="text" autocomplete="off" value=${sku} onInput=${(/** @type {any} */ e) => setSku(e.target.value)} />
      <button type="submit">${say('tray.again')}</button>
    </form>`;
}
