// What all pages are made of.

import { html, useEffect, useMemo, useRef, useState } from '../vendor/preact-htm.js';
import { give } from './feedback.js';
import { everything, onOutbox, outboxTrouble } from './outbox.js';
import { logIn, logOut, onSession, session, ways } from './session.js';
import { say, sayRefusal, sayTime } from './words.js';

/** @typedef {import('./outbox.js').Entry} Entry */

const skewMsMax = 5 * 60 * 1000;
/** @type {Record<string, keyof import('./words.js').Words>} */
const troubles = { OFFLINE: 'outbox.offline', STORAGE: 'outbox.storage' };

const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy('worker', { createScriptURL: (/** @type {string} */ address) => address });

/** The address of code that runs beside the page: Trusted Types lets none through that was not made here. @param {string} address One of this origin's files. @returns {any} */
export const workerAddress = (address) => policy?.createScriptURL(address) ?? address;

/** @param {(listener: () => void) => () => void} subscribe */
export function useChanges(subscribe) {
  const [, setCount] = useState(0);
  useEffect(() => {
    const stop = subscribe(() => setCount((/** @type {number} */ n) => n + 1));
    return () => {
      stop();
    };
  }, []);
}

/** All entries of the outbox, as they are now; null until they are read: nobody is told meanwhile that nothing waits. @returns {Entry[] | null} */
export function useOutbox() {
  const [entries, setEntries] = useState(/** @type {Entry[] | null} */ (null));
  useEffect(() => {
    let isCurrent = true;
    const read = () => everything().then((all) => isCurrent && setEntries(all));
    const stop = onOutbox(read);
    read();
    return () => {
      isCurrent = false;
      stop();
    };
  }, []);
  return entries;
}

/** What an entry sounds like, where that has a sound. @param {Entry} entry */
const signalOf = ({ state, waited, draft }) => state === 'waiting' && waited ? 'offline' : state === 'asking' && draft.item ? 'asked' : state;

/** Sounds once for each new outcome, also for a scan that somebody has put aside meanwhile. @param {Entry[]} entries */
export function useSignals(entries) {
  const given = useRef(/** @type {Map<number, string> | null} */ (null));
  const states = useMemo(() => new Map(entries.map((e) => [e.seq, signalOf(e)])), [entries]);
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
    const signal = ['refused', 'asked', 'offline', 'done'].find((state) => fresh.includes(state));
    if (signal) {
      give(/** @type {import('./feedback.js').Signal} */ (signal));
    }
  }, [states]);
}

/** What was asked of the node, or why it could not be. @param {() => Promise<any>} ask @param {unknown[]} inputs */
export function useAnswer(ask, inputs) {
  const [answer, setAnswer] = useState(/** @type {any} */ (null));
  const [trouble, setTrouble] = useState('');
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    ask().then((told) => isCurrent && (setAnswer(told), setTrouble('')), (error) => isCurrent && setTrouble(sayRefusal(error)));
    return () => {
      isCurrent = false;
    };
  }, [...inputs, round]);
  return { answer, trouble, again: () => setRound((/** @type {number} */ n) => n + 1) };
}

/**
 * Labels that somebody wants to print. What that needs is fetched at the first touch.
 * @param {string} warehouse @param {string} place The door or station.
 */
export function useLabels(warehouse, place) {
  const [shown, setShown] = useState(/** @type {any} */ (null));
  /** @param {(subjects: typeof import('./printing/subjects.js')) => import('./printing/subjects.js').Wanted[]} choose */
  async function open(choose) {
    const [{ Labels }, subjects] = await Promise.all([import('./printing/panel.js'), import('./printing/subjects.js')]);
    setShown({ Labels, wanted: choose(subjects) });
  }

  return {
    open,
    labels: shown && html`<${shown.Labels} key=${JSON.stringify(shown.wanted)} warehouse=${warehouse} place=${place} wanted=${shown.wanted} onClose=${() => setShown(null)} />`,
  };
}

/** Since when this page does not hear what others do; null while it does, and while it does not want to. */
function useBreak() {
  const [since, setSince] = useState(/** @type {number | null} */ (null));
  useEffect(() => {
    const hear = (/** @type {any} */ event) => setSince(event.detail);
    addEventListener('backorders-live', hear);
    return () => removeEventListener('backorders-live', hear);
  }, []);
  return since;
}

/** @param {{ title: string }} props */
export function TopBar({ title }) {
  useChanges(onSession);
  const brokeAt = useBreak();
  const entries = useOutbox();
  const who = session();
  const isMine = (/** @type {Entry} */ e) => e.person === who?.person && e.owner === who?.owner;
  const waiting = (entries ?? []).filter((e) => e.state === 'waiting');
  const strange = waiting.filter((e) => !isMine(e));
  const trouble = outboxTrouble();
  return html`
    <header class="bar">
      <h1>${title}</h1>
      <span id="waiting" class=${waiting.length > 0 ? 'waiting some' : 'waiting'} role="status">${entries ? say('outbox.waiting', { n: waiting.length }) : '…'}</span>
      ${who?.isDevice && html`<span id="device">${who.person}</span>`}
      ${who && !who.isDevice && html`<button class="quiet" onClick=${() => logOut().catch(() => {})}>${say('session.logOut', { person: who.called ?? who.person })}</button>`}
    </header>
    ${waiting.length > 0 && trouble !== '' && html`<p class="note offline" role="status">${say(troubles[trouble] ?? 'outbox.trouble', { reason: trouble })}</p>`}
    ${brokeAt !== null && html`<p id="not-live" class="note offline" role="status">${say('live.broken', { time: sayTime(brokeAt) })}</p>`}
    ${strange.length > 0 && html`<p class="note" role="status">${say('outbox.others', { n: strange.length, person: strange[0].person, owner: strange[0].owner ?? '' })}</p>`}
    ${who && Math.abs(who.skewMs) > skewMsMax && html`<p id="skew" class="note" role="alert">${say('clock.off', { minutes: Math.round(Math.abs(who.skewMs) / 60000) })}</p>`}`;
}

/** A part of the page that is loaded only where it is shown. @param {{ load: () => Promise<any> }} props */
function Late({ load }) {
  const [Part, setPart] = useState(/** @type {any} */ (null));
  useEffect(() => {
    load().then((module) => setPart(() => module.Part), () => {});
  }, []);
  return Part && html`<${Part} />`;
}

/** Asks for a key, or for an issuer. What waits in the outbox stays there. @param {{ isOver: boolean }} props */
export function Login({ isOver }) {
  const [trouble, setTrouble] = useState('');
  const [isDevice, setDevice] = useState(false);
  const last = session();
  const { ended, issuers } = ways();
  /** @param {SubmitEvent} event */
  async function submit(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    try {
      setTrouble('');
      await logIn(String(form.get('key')), String(form.get('owner')));
    } catch (error) {
      setTrouble(sayRefusal(/** @type {import('./session.js').CallError} */ (error)));
    }
  }

  return html`
    <main class="login">
      <h2>${say('login.title')}</h2>
      ${isOver && !ended && html`<p class="note">${say('login.over', { person: last?.called ?? last?.person ?? '' })}</p>`}
      <form onSubmit=${submit}>
        <label for="key">${say('login.key')}</label>
        <input id="key" name="key" type="password" autocomplete="current-password" required />
        <label for="owner">${say('login.owner')}</label>
        <input id="owner" name="owner" type="text" autocomplete="off" defaultValue=${last?.chosenOwner ?? ''} />
        <button class="main" type="submit">${say('login.submit')}</button>
        ${trouble && html`<p class="note refused" role="alert">${trouble}</p>`}
      </form>
      ${issuers.length > 0 && html`<${Late} load=${() => import('./logins/issuers.js')} />`}
      ${ended || isDevice ? html`<${Late} load=${() => import('./logins/device.js')} />`
        : html`<button type="button" class="quiet" id="set-up" onClick=${() => setDevice(true)}>${say('device.setUp')}</button>`}
    </main>`;
}
