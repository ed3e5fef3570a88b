// Small questions: how many, which code. Enter answers, Escape takes the question away.

import { html, useEffect, useRef, useState } from '../vendor/preact-htm.js';
import { readBarcode, serialsIn } from '../shared/scanning/barcode.js';
import { say } from '../shared/words.js';
import { damageDraft, pickDraft, serialsWanted, shortDraft, strayDraft } from './reports.js';

/** @typedef {'' | 'short' | 'damage' | 'stray' | 'hand' | 'serials'} Form */

const countMax = 1_000_000_000;

/** Puts the cursor into the first field of a form that has just come. */
function useCursor() {
  const field = useRef(/** @type {any} */ (null));
  useEffect(() => field.current?.focus(), []);
  return field;
}

/** @param {() => void} [onClose] */
const closing = (onClose) => (/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && onClose?.();

/** @param {{ id: string, label: string, min: number, max: number, onGive: (n: number) => void, onClose?: () => void }} props */
function NumberForm({ id, label, min, max, onGive, onClose }) {
  const field = useCursor();
  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    onGive(Number(field.current.value));
  }

  return html`
    <form id=${id} class="ask row" onSubmit=${submit} onKeyDown=${closing(onClose)}>
      <label for=${`${id}-n`}>${label}</label>
      <input id=${`${id}-n`} ref=${field} type="number" inputmode="numeric" required min=${min} max=${max} />
      <button class="main" type="submit"><kbd>↵</kbd> ${say('form.give')}</button>
      ${onClose && html`<button type="button" class="quiet" onClick=${onClose}><kbd>Esc</kbd> ${say('form.close')}</button>`}
    </form>`;
}

/** @param {{ onGive: (code: string) => void, onClose: () => void }} props */
function HandForm({ onGive, onClose }) {
  const field = useCursor();
  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    onGive(field.current.value.trim());
  }

  return html`
    <form id="hand-form" class="ask row" onSubmit=${submit} onKeyDown=${closing(onClose)}>
      <label for="typed">${say('scan.type')}</label>
      <input id="typed" ref=${field} type="text" required autocomplete="off" autocapitalize="characters" />
      <button class="main" type="submit"><kbd>↵</kbd> ${say('form.give')}</button>
      <button type="button" class="quiet" onClick=${onClose}><kbd>Esc</kbd> ${say('form.close')}</button>
    </form>`;
}

/** The serials in hand, by scan or by hand: when the line of the last one ends, they are given. @param {{ sku: string, wanted: number, onGive: (serials: string[]) => void, onClose: () => void }} props */
function SerialsForm({ sku, wanted, onGive, onClose }) {
  const field = useCursor();
  const [serials, setSerials] = useState(/** @type {string[]} */ ([]));
  /** @param {string} text */
  function read(text) {
    const now = serialsIn(text, (code) => code.gtin !== undefined || code.sku === sku);
    setSerials(now);
    if (text.endsWith('\n') && now.length === wanted) {
      onGive(now);
    }
  }

  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    if (serials.length === wanted) {
      onGive(serials);
    }
  }

  return html`
    <form id="serials-form" class="ask" onSubmit=${submit} onKeyDown=${closing(onClose)}>
      <label for="serials-field">${say('field.serials')}</label>
      <textarea id="serials-field" ref=${field} rows="3" data-scan="field" required onInput=${(/** @type {any} */ e) => read(e.target.value)}></textarea>
      <p id="serials-count" role="status">${say('ask.serialsOf', { n: serials.length, of: wanted })}</p>
      <button class="main" type="submit" disabled=${serials.length !== wanted}>${say('form.give')}</button>
      <button type="button" class="quiet" onClick=${onClose}><kbd>Esc</kbd> ${say('form.close')}</button>
    </form>`;
}

/** Goods that belong to no task: scanned or typed, and how many. @param {{ code: string, onGive: (code: string, n: number) => void, onClose: () => void }} props */
function StrayForm({ code, onGive, onClose }) {
  const field = useCursor();
  const [typed, setTyped] = useState('');
  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    onGive(code || typed.trim(), Number(field.current.value));
  }

  return html`
    <form id="stray-form" class="ask row" onSubmit=${submit} onKeyDown=${closing(onClose)}>
      <p>${say('stray.what')}</p>
      <label for="stray-code">${say('stray.code')}</label>
      <input id="stray-code" type="text" required autocomplete="off" value=${code || typed} onInput=${(/** @type {any} */ e) => setTyped(e.target.value)} />
      <label for="stray-n">${say('scan.quantity')}</label>
      <input id="stray-n" ref=${field} type="number" inputmode="numeric" required min="1" max="1000000000" defaultValue="1" />
      <button class="main" type="submit"><kbd>↵</kbd> ${say('form.give')}</button>
      <button type="button" class="quiet" onClick=${onClose}><kbd>Esc</kbd> ${say('form.close')}</button>
    </form>`;
}

/**
 * The question that is asked now.
 * @param {object} props
 * @param {import('./desk.js').Place} props.place
 * @param {{ lease: import('./desk.js').Lease, step: import('./reports.js').Step } | undefined} props.current
 * @param {Form} props.form
 * @param {string} props.stray What was scanned as a stray.
 * @param {import('../shared/outbox.js').Draft | null} props.partial A report that lacks its serials.
 * @param {(draft: import('../shared/outbox.js').Draft) => void} props.onReport
 * @param {(code: string) => void} props.onScan
 * @param {() => void} props.onClose
 */
export function Forms({ place, current, form, stray, partial, onReport, onScan, onClose }) {
  if (form === 'stray') {
    return html`<${StrayForm} code=${stray} onGive=${(/** @type {string} */ code, /** @type {number} */ n) => onReport(strayDraft(place, readBarcode(code), n))} onClose=${onClose} />`;
  }

  if (form === 'hand') {
    return html`<${HandForm} onGive=${(/** @type {string} */ code) => (onClose(), onScan(code))} onClose=${onClose} />`;
  }

  if (!current) {
    return null;
  }

  const { lease, step } = current;
  if (form === 'serials' && partial) {
    const give = (/** @type {string[]} */ serials) => onReport({ ...partial, message: { ...partial.message, serials } });
    return html`<${SerialsForm} sku=${lease.task.sku} wanted=${serialsWanted(lease, partial)} onGive=${give} onClose=${onClose} />`;
  }

  const most = Number(lease.task.quantity);
  if (form === 'short') {
    const give = (/** @type {number} */ n) => onReport(shortDraft(place, lease, n, 'REASON_CODE_NOT_FOUND'));
    return html`<${NumberForm} id="short-form" label=${say('short.inHand', { n: most })} min=${0} max=${most - 1} onGive=${give} onClose=${onClose} />`;
  }

  if (form === 'damage') {
    const give = (/** @type {number} */ n) => onReport(damageDraft(place, lease, n));
    return html`<${NumberForm} id="damage-form" label=${say('damage.unfit')} min=${1} max=${most} onGive=${give} onClose=${onClose} />`;
  }

  const isCount = step === 'take' && lease.task.kind === 'TASK_KIND_COUNT';
  return isCount && html`<${NumberForm} id="count-form" label=${say('count.found')} min=${0} max=${countMax} onGive=${(/** @type {number} */ n) => onReport(pickDraft(place, lease, null, n))} />`;
}
