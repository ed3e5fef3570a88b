// Scanning at a door.

import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../vendor/preact-htm.js';
import { useOutbox } from '../shared/components.js';
import { give } from '../shared/feedback.js';
import { put } from '../shared/outbox.js';
import { readBarcode } from '../shared/scanning/barcode.js';
import { listenForScans } from '../shared/scanning/wedge.js';
import { session } from '../shared/session.js';
import { say } from '../shared/words.js';
import { scanDraft, undoDraft } from './drafts.js';
import { Notices } from './notices.js';
import { Answered, Recent, Result } from './result.js';
import { Tray } from './tray.js';

/** @typedef {import('../shared/outbox.js').Entry} Entry */

const quantityMax = 1_000_000_000;

/** @param {{ place: import('./page.js').Place, onLeave: () => void, onTruck: () => void }} props */
export function Scan({ place, onLeave, onTruck }) {
  const { warehouse, door } = place;
  const notices = place.notices ?? [];
  const [notice, setNotice] = useState(notices[0] ?? '');
  const [quantity, setQuantity] = useState('');
  const [quality, setQuality] = useState(/** @type {import('./drafts.js').Quality} */ (''));
  const [wrong, setWrong] = useState(/** @type {any} */ (''));
  const who = session();
  const entries = (useOutbox() ?? []).filter((e) => e.person === who?.person && e.owner === who?.owner);

  /** @param {string} text */
  function scanned(text) {
    const read = readBarcode(text);
    setWrong(read.wrong ?? '');
    if (read.wrong) {
      give('refused');
      return;
    }

    put(scanDraft(read, { warehouse, door, notice, quantity: Number(quantity) || 1, quality })).catch(() => {
      setWrong('scan.notStored');
      give('refused');
    });
    setQuantity('');
    setQuality('');
  }

  const latest = useRef(scanned);
  latest.current = scanned;
  // Before the page is seen: who sees it may scan.
  useLayoutEffect(() => listenForScans({
    onScan: (text) => latest.current(text),
    onKey: (key) => /\d/.test(key) && setQuantity((/** @type {string} */ now) => bounded(now + key)),
    onBroken: () => {
      setWrong('scan.noEnd');
      give('refused');
    },
  }), []);
  useSignals(entries);
  const scans = entries.filter((e) => e.draft.kind === 'receive' || e.draft.kind === 'container' || e.draft.kind === 'reverse');
  const last = scans[scans.length - 1];
  return html`
    <main class="scan">
      <${Result} entry=${last} wrong=${wrong} />
      <${Answered} entries=${entries} />
      <${Tray} entries=${entries.filter((e) => e.state === 'refused' || e.state === 'stale')} notice=${notice} warehouse=${warehouse} />
      <${Controls} quantity=${quantity} onQuantity=${setQuantity} quality=${quality} onQuality=${setQuality} last=${lastScan(entries)} onType=${scanned} />
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

/** The last scan that was not taken back. @param {Entry[]} entries */
function lastScan(entries) {
  const gone = new Set(entries.filter((e) => e.draft.kind === 'reverse').map((e) => e.draft.of));
  const scans = entries.filter((e) => (e.draft.kind === 'receive' || e.draft.kind === 'container') && (e.state === 'waiting' || e.state === 'done') && !gone.has(e.id));
  return scans[scans.length - 1];
}

/** Sounds once for each new outcome, also for a scan that somebody has put aside meanwhile. @param {Entry[]} entries */
function useSignals(entries) {
  const given = useRef(/** @type {Map<number, string> | null} */ (null));
  const states = useMemo(() => new Map(entries.map((e) => [e.seq, e.state === 'waiting' && e.waited ? 'offline' : e.state])), [entries]);
  useEffect(() => {
    if (entries.length === 0 && !given.current) {
      return;
    }

    const before = given.current;
    given.current = new Map(states);
    if (!before) {
      return;
    }

    const fresh = [...states].filter(([seq, state]) => before.get(seq) !== state).map(([, state]) => state);
    const signal = ['refused', 'offline', 'done'].find((state) => fresh.includes(state));
    if (signal) {
      give(/** @type {import('../shared/feedback.js').Signal} */ (signal));
    }
  }, [states]);
}

/**
 * @param {object} props
 * @param {string} props.quantity
 * @param {(quantity: string) => void} props.onQuantity
 * @param {import('./drafts.js').Quality} props.quality
 * @param {(quality: import('./drafts.js').Quality) => void} props.onQuality
 * @param {Entry | undefined} props.last
 * @param {(text: string) => void} props.onType
 */
function Controls({ quantity, onQuantity, quality, onQuality, last, onType }) {
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
      <div class="row">
        <button id="damaged" class="toggle" aria-pressed=${quality === 'QUALITY_DAMAGED'} onClick=${toggle('QUALITY_DAMAGED')}>${say('scan.damaged')}</button>
        <button id="hold" class="toggle" aria-pressed=${quality === 'QUALITY_QC_HOLD'} onClick=${toggle('QUALITY_QC_HOLD')}>${say('scan.hold')}</button>
      </div>
      <form class="row" onSubmit=${submit}>
        <label for="typed">${say('scan.type')}</label>
        <input id="typed" type="text" autocomplete="off" autocapitalize="characters" value=${typed} onInput=${(/** @type {any} */ e) => setTyped(e.target.value)} />
        <button type="submit">${say('scan.book')}</button>
      </form>
    </section>`;
}
