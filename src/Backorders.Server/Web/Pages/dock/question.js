// What is asked about a scan, in a form: units by key or touch, lot, day and serials by scan or by hand.

import { html, useEffect, useRef, useState } from '../vendor/preact-htm.js';
import { discard } from '../shared/outbox.js';
import { readBarcode, serialsIn } from '../shared/scanning/barcode.js';
import { say } from '../shared/words.js';
import { countOf } from './drafts.js';
import { each, find } from './known.js';
import { answerFields, lacksOf, unitsOf } from './questions.js';

/** @typedef {import('../shared/outbox.js').Entry} Entry */

/** What a unit is called: the base unit has a word in every language, the others have the owner's. @param {string} name @param {string} size */
export const sayUnit = (name, size) => name === each ? say('unit.each') : size ? say('unit.of', { name, n: size }) : name;

/**
 * The first question, and how many wait behind it.
 * @param {object} props
 * @param {Entry} props.entry
 * @param {number} props.more
 * @param {Entry | undefined} props.before The last scan of the same item: its lot and day are those of most cartons beside it.
 * @param {(unit: string) => void} props.onUnit
 * @param {(text: string) => void} props.onScan A code that is none of the answers.
 */
export function Question({ entry, more, before, onUnit, onScan }) {
  const { draft } = entry;
  const { item } = draft;
  const fields = lacksOf(draft);
  if (!item) {
    return null;
  }

  return html`
    <section id="question" class="ask question" role="group" aria-labelledby="question-title" data-seq=${entry.seq} data-asks=${fields[0]}>
      <h2 id="question-title">${draft.label} <span class="called">${item.description ?? ''}</span></h2>
      ${fields[0] === 'unit' ? html`<${Units} entry=${entry} onUnit=${onUnit} />` : html`<${Fields} key=${`${entry.seq} ${fields.join()}`} entry=${entry} fields=${fields} before=${before} onScan=${onScan} />`}
      <button class="quiet" id="not-booked" onClick=${() => discard(entry.seq)}>${say('ask.notBooked')}</button>
      ${more > 0 && html`<p>${say('ask.more', { n: more })}</p>`}
    </section>`;
}

/** @param {{ entry: Entry, onUnit: (unit: string) => void }} props */
function Units({ entry, onUnit }) {
  const { item, message, choice } = entry.draft;
  return html`
    <p>${choice ? say('ask.unitDiffers', { unit: sayUnit(choice.unit, '') }) : say('ask.unit')}</p>
    ${item && html`<${UnitButtons} item=${item} quantity=${message.quantity} hasKeys onUnit=${onUnit} />`}`;
}

/** What an item may come in. @param {{ item: import('./known.js').Item, quantity: string, hasKeys?: boolean, onUnit: (unit: string) => void }} props */
export function UnitButtons({ item, quantity, hasKeys, onUnit }) {
  return html`
    <div class="grid">${unitsOf(item).map(({ name, baseUnits }, at) => html`
      <button class="choice" data-unit=${name} aria-keyshortcuts=${hasKeys && at + 1} onClick=${() => onUnit(name)}>
        ${hasKeys && html`<kbd>${at + 1}</kbd> `}<strong>${quantity} × ${sayUnit(name, baseUnits)}</strong></button>`)}
    </div>`;
}

/** @param {{ entry: Entry, fields: string[], before: Entry | undefined, onScan: (text: string) => void }} props */
function Fields({ entry, fields, before, onScan }) {
  const { draft } = entry;
  const form = useRef(/** @type {any} */ (null));
  const [serials, setSerials] = useState(/** @type {string[]} */ ([]));
  const [wrong, setWrong] = useState('');
  useEffect(() => form.current?.querySelector('input, textarea')?.focus(), []);
  const size = countOf({ quantity: '1' }, draft.item, draft.unit);
  const wanted = countOf(draft.message, draft.item, draft.unit);
  const isSameLot = !draft.message.lot || draft.message.lot === before?.draft.message.lot;

  const typed = (/** @type {any} */ event) => setSerials(serialsIn(event.target.value, (read) => find(read) !== undefined));
  /** Whether the next carton was scanned while the cursor stood in the lot's field: then it is taken for what it is. */
  function isNextCarton() {
    const field = form.current.querySelector('[name=lot]');
    const text = field?.value.trim() ?? '';
    if (text === '' || !isACode(text)) {
      return false;
    }

    field.value = '';
    onScan(text);
    return true;
  }

  /** Before the browser looks whether all fields are filled. @param {KeyboardEvent} event */
  function lineEnds(event) {
    if ((event.key === 'Enter' || event.key === 'Tab') && isNextCarton()) {
      event.preventDefault();
    }
  }

  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    /** @type {Record<string, any>} */
    const given = Object.fromEntries([...new FormData(form.current)].map(([name, text]) => [name, String(text).trim()]));
    if (isNextCarton()) {
      return;
    }

    if (given.serials !== undefined) {
      given.serials = serials;
      const isWhole = serials.length > 0 && (size === 1 || serials.length === wanted);
      setWrong(isWhole ? '' : say('ask.serialsOf', { n: serials.length, of: wanted }));
      if (!isWhole) {
        return;
      }
    }

    answerFields(entry, given);
  }

  /** @param {string} name */
  const control = (name) => name === 'serials'
    ? html`<textarea id="ask-serials" name="serials" rows="3" data-scan="field" required onInput=${typed}></textarea>
        <p id="serials-count" role="status">${say('ask.serialsOf', { n: serials.length, of: size === 1 ? Math.max(wanted, serials.length) : wanted })}</p>`
    : name === 'lot'
      ? html`<input id="ask-lot" name="lot" type="text" data-scan="field" onKeyDown=${lineEnds} required autocomplete="off" autocapitalize="characters" defaultValue=${before?.draft.message.lot ?? ''} />`
      : html`<input id="ask-expiry" name="expiry" type="date" required defaultValue=${isSameLot ? before?.draft.message.expiry ?? '' : ''} />`;
  return html`
    <form ref=${form} onSubmit=${submit}>
      ${fields.map((name) => html`<label for=${`ask-${name}`}>${say(/** @type {any} */ (`field.${name}`))}</label>${control(name)}`)}
      ${wrong && html`<p class="note refused" role="alert">${wrong}</p>`}
      <button class="main" type="submit">${say('scan.book')}</button>
    </form>`;
}

/** Whether a text is an item's or a container's code rather than a lot. @param {string} text */
function isACode(text) {
  const read = readBarcode(text);
  return read.sscc !== undefined || find(read) !== undefined;
}
