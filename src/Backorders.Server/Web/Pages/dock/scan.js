// Scanning at a door.

import { html, useEffect, useLayoutEffect, useRef, useState } from '../vendor/preact-htm.js';
import { cameraKey, useCamera } from '../shared/camera/opener.js';
import { useLabels, useOutbox, useSignals } from '../shared/components.js';
import { attend, give } from '../shared/feedback.js';
import { outboxTrouble, put } from '../shared/outbox.js';
import { readBarcode } from '../shared/scanning/barcode.js';
import { listenForScans } from '../shared/scanning/wedge.js';
import { session } from '../shared/session.js';
import { say } from '../shared/words.js';
import { scanDraft, undoDraft } from './drafts.js';
import { useUnits } from './known.js';
import { Notices } from './notices.js';
import { Question, sayUnit } from './question.js';
import { answerFields, answerUnit, lacksOf, take, unitsOf, useLookups } from './questions.js';
import { Answered, Recent, Result } from './result.js';
import { Tray } from './tray.js';

/** @typedef {import('../shared/outbox.js').Entry} Entry */

const quantityMax = 1_000_000_000;
/** The key that goes from one unit to the next. */
const unitKey = 'u';
/** What is done here; a station's reports are shown there. */
const kinds = ['receive', 'container', 'reverse', 'close'];

/** @param {{ place: import('./page.js').Place, onLeave: () => void, onTruck: () => void }} props */
export function Scan({ place, onLeave, onTruck }) {
  const { warehouse, door } = place;
  const notices = place.notices ?? [];
  const [notice, setNotice] = useState(notices[0] ?? '');
  const [quantity, setQuantity] = useState('');
  const [quality, setQuality] = useState(/** @type {import('./drafts.js').Quality} */ (''));
  const [choice, setChoice] = useState(/** @type {import('./questions.js').Choice | null} */ (null));
  const [wrong, setWrong] = useState(/** @type {any} */ (''));
  const units = useUnits(warehouse, notices);
  const who = session();
  const entries = (useOutbox() ?? []).filter((e) => e.person === who?.person && e.owner === who?.owner && kinds.includes(e.draft.kind));

  useLookups(entries, warehouse);
  const questions = entries.filter((e) => e.state === 'asking' && e.draft.item);
  const question = questions[0];

  /** @param {string} why */
  function complain(why) {
    setWrong(why);
    give('refused');
  }

  /** @param {string} text */
  function scanned(text) {
    const read = readBarcode(text);
    const said = question && saidBy(read, question);
    if (said) {
      setWrong('');
      answerFields(question, said);
      return;
    }

    if (read.wrong) {
      complain(read.wrong);
      return;
    }

    setWrong('');
    const setting = { warehouse, door, notice, quantity: Number(quantity) || 1, quality, choice };
    take(scanDraft(read, setting), outboxTrouble() === '').then(({ draft }) => {
      // A unit that was chosen holds for its item until another one is scanned.
      setChoice((/** @type {typeof choice} */ now) => now !== choice || !now || draft.kind !== 'receive' ? now : draft.item && draft.unit === now.unit ? { ...now, sku: draft.item.sku } : null);
    }, () => complain('scan.notStored'));
    setQuantity('');
    setQuality('');
  }

  /** @param {string} unit */
  function giveUnit(unit) {
    setChoice({ unit, sku: question.draft.item?.sku ?? null });
    answerUnit(question, unit);
  }

  /** @param {string} key */
  function pressed(key) {
    const asksUnit = question && lacksOf(question.draft)[0] === 'unit';
    if (key.toLowerCase() === cameraKey) {
      camera.toggle();
    } else if (key.toLowerCase() === unitKey && units.length > 0) {
      setChoice((/** @type {typeof choice} */ now) => {
        const next = units[units.findIndex(({ name }) => name === now?.unit) + 1];
        return next ? { unit: next.name, sku: null } : null;
      });
    } else if (asksUnit && question.draft.item && /[1-9]/.test(key)) {
      const unit = unitsOf(question.draft.item)[Number(key) - 1];
      if (unit) {
        giveUnit(unit.name);
      }
    } else if (/\d/.test(key)) {
      setQuantity((/** @type {string} */ now) => bounded(now + key));
    }
  }

  const camera = useCamera(scanned);
  const latest = useRef({ scanned, pressed });
  latest.current = { scanned, pressed };
  // Before the page is seen: who sees it may scan.
  useLayoutEffect(() => listenForScans({
    onScan: (text) => latest.current.scanned(text),
    onKey: (key) => latest.current.pressed(key),
    onBroken: () => complain('scan.noEnd'),
  }), []);
  useSignals(entries);
  useEffect(attend, []);
  const scans = entries.filter((e) => e.draft.kind === 'receive' || e.draft.kind === 'container' || e.draft.kind === 'reverse');
  const last = scans[scans.length - 1];
  const { labels, open } = useLabels(warehouse, door);
  const openLabels = (/** @type {Entry} */ entry) => open((subjects) => subjects.labelsOfScan(entry));
  return html`
    <main class="scan">
      ${camera.view}
      ${question && html`<${Question} entry=${question} more=${questions.length - 1} before=${before(entries, question)} onUnit=${giveUnit} onScan=${scanned} />`}
      <${Result} entry=${last} wrong=${wrong} onLabels=${openLabels} />
      ${labels}
      <${Answered} entries=${entries} onLabels=${openLabels} />
      <${Tray} entries=${entries.filter((e) => e.state === 'refused' || e.state === 'stale')} notice=${notice} warehouse=${warehouse} />
      <${Controls} quantity=${quantity} onQuantity=${setQuantity} quality=${quality} onQuality=${setQuality} last=${lastScan(entries)} onType=${scanned} camera=${camera}
        units=${units} choice=${choice} onChoice=${setChoice} />
      <${Notices} warehouse=${warehouse} notices=${notices} notice=${notice} onNotice=${setNotice} entries=${entries} />
      <${Recent} entries=${scans} />
      <div class="row">
        <button class="quiet" onClick=${onTruck}>${say('dock.otherTruck')}</button>
        <button class="quiet" onClick=${onLeave}>${say('dock.otherDoor')}</button>
      </div>
    </main>`;
}

/** @param {string} digits */
const bounded = (digits) => Number(digits) > quantityMax ? digits.slice(-1) : digits.replace(/^0+/, '');

/** The scan before of the same item that has a lot or a day. @param {Entry[]} entries @param {Entry} question */
function before(entries, question) {
  const same = entries.filter((e) => e.seq !== question.seq && e.state !== 'refused' && e.draft.item?.sku === question.draft.item?.sku);
  return same.filter(({ draft: { message } }) => message.lot || message.expiry).pop();
}

/** What a second code of the same carton says of what is asked: its lot, its day, its serial. @param {import('../shared/scanning/barcode.js').Scanned} read @param {Entry} question */
function saidBy(read, question) {
  const fields = lacksOf(question.draft);
  const said = { ...(fields.includes('lot') && read.lot && { lot: read.lot }), ...(fields.includes('expiry') && read.expiry && { expiry: read.expiry }),
    ...(fields.includes('serials') && read.serial && question.draft.message.quantity === '1' && { serials: [read.serial] }) };
  return read.wrong === 'scan.noItem' && Object.keys(said).length > 0 ? said : null;
}

/** The last scan that was not taken back. @param {Entry[]} entries */
function lastScan(entries) {
  const gone = new Set(entries.filter((e) => e.draft.kind === 'reverse').map((e) => e.draft.of));
  const scans = entries.filter((e) => (e.draft.kind === 'receive' || e.draft.kind === 'container') && (e.state === 'waiting' || e.state === 'done') && !gone.has(e.id));
  return scans[scans.length - 1];
}

/**
 * @param {object} props
 * @param {string} props.quantity
 * @param {(quantity: string) => void} props.onQuantity
 * @param {import('./drafts.js').Quality} props.quality
 * @param {(quality: import('./drafts.js').Quality) => void} props.onQuality
 * @param {Entry | undefined} props.last
 * @param {(text: string) => void} props.onType
 * @param {ReturnType<typeof useCamera>} props.camera
 * @param {ReturnType<typeof useUnits>} props.units
 * @param {import('./questions.js').Choice | null} props.choice
 * @param {(choice: import('./questions.js').Choice | null) => void} props.onChoice
 */
function Controls({ quantity, onQuantity, quality, onQuality, last, onType, camera, units, choice, onChoice }) {
  const [typed, setTyped] = useState('');
  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    if (typed.trim()) {
      onType(typed.trim());
      setTyped('');
    }
  }

  /** @param {import('./drafts.js').Quality} wanted */
  const toggle = (wanted) => () => onQuality(quality === wanted ? '' : wanted);
  return html`
    <section class="controls" aria-label=${say('scan.next')}>
      <div class="row">
        <label for="quantity">${say('scan.quantity')}</label>
        <input id="quantity" type="text" inputmode="numeric" placeholder="1" value=${quantity} onInput=${(/** @type {any} */ e) => onQuantity(bounded(e.target.value.replace(/\D/g, '')))} />
        <button id="undo" disabled=${!last} onClick=${() => last && put(undoDraft(last))}>${last ? say('scan.undo', { what: last.draft.label }) : say('scan.undoNothing')}</button>
      </div>
      ${units.length > 0 && html`
        <div class="row" id="units" role="group" aria-label=${say('unit.title')}><kbd>${unitKey.toUpperCase()}</kbd>
          ${units.map(({ name, size }) => html`
            <button class="toggle" data-unit=${name} aria-pressed=${choice?.unit === name} onClick=${() => onChoice(choice?.unit === name ? null : { unit: name, sku: null })}>${sayUnit(name, size)}</button>`)}
          ${choice && html`<span id="unit-for">${choice.sku ? say('unit.for', { sku: choice.sku }) : say('unit.next')}</span>`}
        </div>`}
      <div class="row">
        <button id="damaged" class="toggle" aria-pressed=${quality === 'QUALITY_DAMAGED'} onClick=${toggle('QUALITY_DAMAGED')}>${say('scan.damaged')}</button>
        <button id="hold" class="toggle" aria-pressed=${quality === 'QUALITY_QC_HOLD'} onClick=${toggle('QUALITY_QC_HOLD')}>${say('scan.hold')}</button>
        <button id="camera" class="toggle" aria-pressed=${camera.isOpen} aria-keyshortcuts=${cameraKey} onClick=${camera.toggle}><kbd>${cameraKey.toUpperCase()}</kbd> ${say('camera.title')}</button>
      </div>
      <form class="row" onSubmit=${submit}>
        <label for="typed">${say('scan.type')}</label>
        <input id="typed" type="text" autocomplete="off" autocapitalize="characters" value=${typed} onInput=${(/** @type {any} */ e) => setTyped(e.target.value)} />
        <button type="submit">${say('scan.book')}</button>
      </form>
    </section>`;
}
