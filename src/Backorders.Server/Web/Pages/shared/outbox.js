// Every change that a person makes goes through here. It is on the disk before anything is sent, it is sent in order, and the same bytes go again until the engine has answered.

import { CallError, loseSession, needsLogin, onSession, send, session } from './session.js';
import { addEntry, allEntries, changeEntry, count, entriesIn, fact, onCleared, removeEntry, setFact } from './store.js';

/**
 * `asking`: a person must say something of it first, or the page looks up what.
 * `waiting`: not answered yet. `done`, `refused`: the engine's word. `stale`: too old to be sent by itself. `void`: taken back before the engine had it, or its scan was refused.
 * @typedef {'asking' | 'waiting' | 'done' | 'refused' | 'stale' | 'void'} State
 */

/**
 * @typedef {object} Draft
 * @property {'receive' | 'container' | 'reverse' | 'close' | 'start' | 'pick' | 'short' | 'damage' | 'pack' | 'stray' | 'ship' | 'return'} kind
 * @property {string} label What a person reads of it.
 * @property {Record<string, any>} message The call's message without what names the attempt.
 * @property {string} [of] The id of the entry without which this one is nothing: the scan that a reversal takes back, the pick of what is packed.
 * @property {any} [task] What a report is about, as the person saw it.
 * @property {import('../dock/known.js').Item} [item] What was known of a scan's item.
 * @property {string} [unit] The unit in which a scan counts, where that is known.
 * @property {import('../dock/questions.js').Choice} [choice] The unit that a person had chosen for it.
 * @property {number} [corrects] The refused entry in whose place this one comes.
 */

/**
 * @typedef {object} Entry
 * @property {number} seq
 * @property {State} state
 * @property {Draft} draft
 * @property {string} path
 * @property {Uint8Array<ArrayBuffer>} body The bytes to be sent, made once: empty while something is asked.
 * @property {string} id The scan id or request id, made before the first try.
 * @property {string} device
 * @property {string} person
 * @property {string | null} owner
 * @property {number} madeAt
 * @property {number} tag What a carton is marked with while its answer is awaited.
 * @property {boolean} waited Whether a person was told to put the carton aside.
 * @property {boolean} seen Whether a person has taken note of the outcome.
 * @property {any} [answer]
 * @property {number} [answeredAt]
 * @property {{ reason: string, message: string, details: Record<string, string> }} [refusal]
 */

/** Answers to a scan's id are kept for seven days; an older one could be booked twice. */
export const staleAfterMs = 6 * 24 * 3600 * 1000;
const keptMs = 24 * 3600 * 1000;
const tagMax = 99;
const pausesMs = [500, 1000, 2000, 4000, 8000];

const paths = {
  receive: '/backorders.v1.Receiving/Receive',
  container: '/backorders.v1.Receiving/ReceiveContainer',
  reverse: '/backorders.v1.Receiving/ReverseReceipt',
  close: '/backorders.v1.Inbound/CloseShipment',
  start: '/backorders.v1.Stations/StartTask',
  pick: '/backorders.v1.Stations/ConfirmPick',
  short: '/backorders.v1.Stations/ReportShort',
  damage: '/backorders.v1.Stations/ReportDamage',
  pack: '/backorders.v1.Stations/Pack',
  stray: '/backorders.v1.Stations/ReportStray',
  ship: '/backorders.v1.Stations/Ship',
  return: '/backorders.v1.Stations/ReturnTask',
};

const listeners = new Set();
const others = new BroadcastChannel('backorders-outbox');
/** @type {string} */
let trouble = '';
/** @type {string | undefined} */
let device;
/** @type {() => void} */
let wake = () => {};

others.onmessage = (/** @type {MessageEvent<string>} */ message) => {
  trouble = message.data;
  wake();
  listeners.forEach((listener) => listener());
};

/** Why nothing goes through at the moment; empty while all is well. */
export const outboxTrouble = () => trouble;

/** @param {() => void} listener */
export function onOutbox(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function changed() {
  others.postMessage(trouble);
  wake();
  listeners.forEach((listener) => listener());
}

onCleared(changed);

/** @returns {Promise<Entry[]>} In the order of scanning. */
export const everything = () => allEntries();

/** @returns {Promise<string>} Names this browser among the scanners. */
export async function deviceId() {
  device ??= await fact('device');
  if (!device) {
    device = `DOCK-${random(8).toUpperCase()}`;
    await setFact('device', device);
  }

  return device;
}

/** @param {number} length */
function random(length) {
  return [...crypto.getRandomValues(new Uint8Array(length))].map((b) => 'abcdefghjkmnpqrstuvwxyz23456789'[b % 31]).join('');
}

// Entries get their numbers in the order of scanning, however fast the scans come.
let adding = Promise.resolve();

/**
 * Puts a change into the outbox. It returns once it is on the disk.
 * @param {Draft} draft
 * @param {boolean} [isAsking] Whether it waits for a person's word before it is sent.
 * @returns {Promise<Entry>}
 */
export function put(draft, isAsking = false) {
  const who = session();
  if (!who) {
    throw new Error('Nobody is logged in.');
  }

  const madeAt = Date.now();
  const added = adding.then(() => add(draft, who, madeAt, isAsking));
  adding = added.then(() => {}, () => {});
  return added;
}

/** @param {Draft} draft @param {import('./session.js').Session} who @param {number} madeAt @param {boolean} isAsking */
async function add(draft, who, madeAt, isAsking) {
  const device = await deviceId();
  const id = isScan(draft) ? `${madeAt.toString(36)}-${random(10)}` : crypto.randomUUID();
  /** @type {any} */
  const entry = {
    state: isAsking ? 'asking' : 'waiting', draft, path: paths[draft.kind], body: isAsking ? new Uint8Array() : bytesOf(draft, { id, device, madeAt }), id, device, person: who.person,
    owner: who.owner, madeAt, tag: (await count('tag') - 1) % tagMax + 1, waited: !isAsking && trouble !== '', seen: false,
  };
  entry.seq = await addEntry(entry);
  if (draft.corrects !== undefined) {
    await removeEntry(draft.corrects);
  }

  changed();
  return entry;
}

/** @param {Draft} draft */
const isScan = (draft) => draft.kind === 'receive' || draft.kind === 'container';

/** @param {Draft} draft @param {{ id: string, device: string, madeAt: number }} attempt */
function bytesOf(draft, { id, device, madeAt }) {
  const attempt = isScan(draft) ? { deviceId: device, scanId: id, occurredAt: new Date(madeAt).toISOString() } : { requestId: id };
  return new TextEncoder().encode(JSON.stringify({ ...draft.message, ...attempt }));
}

/** A part of what was asked has been said. @param {number} seq @param {Draft} draft */
export async function revise(seq, draft) {
  await changeEntry(seq, (entry) => entry.state === 'asking' ? { draft } : {});
  changed();
}

/** Nothing is asked any more: its bytes are made, once, and it goes. @param {number} seq @param {Draft} draft */
export async function release(seq, draft) {
  await changeEntry(seq, (entry) => entry.state === 'asking' ? { state: 'waiting', draft, body: bytesOf(draft, entry), waited: trouble !== '' } : {}, 'strict');
  changed();
}

/** A person has taken note of an outcome. @param {number} seq */
export async function acknowledge(seq) {
  await changeEntry(seq, { seen: true });
  changed();
}

/** A person has dealt with what was refused in another way. @param {number} seq */
export async function discard(seq) {
  await removeEntry(seq);
  changed();
}

/** Sends for all tabs of this browser: the one that has the lock. It ends with the tab, and another one goes on. */
export function startSender() {
  navigator.storage?.persist?.().catch(() => false);
  onSession(() => wake());
  addEventListener('online', () => wake());
  navigator.locks.request('backorders-sender', async () => {
    for (;;) {
      try {
        await sendWaiting();
      } catch (error) {
        // The disk is full or failing: nothing is lost that was taken in, and a person must see it.
        console.error(error);
        trouble = 'STORAGE';
        listeners.forEach((listener) => listener());
        await woken(pausesMs[pausesMs.length - 1]);
      }
    }
  });
}

/** @param {number} [mostMs] */
function woken(mostMs) {
  return new Promise((resolve) => {
    wake = () => resolve(undefined);
    if (mostMs !== undefined) {
      setTimeout(resolve, mostMs);
    }
  });
}

async function sendWaiting() {
  await forgetOld();
  for (let failures = 0; ;) {
    // Whoever wakes the sender while it looks must not be missed.
    const called = woken();
    const entry = needsLogin() ? undefined : await next();
    if (!entry) {
      await called;
      failures = 0;
    } else if (await attempt(entry)) {
      failures = 0;
    } else {
      await woken(pausesMs[Math.min(failures++, pausesMs.length - 1)]);
    }
  }
}

/** The first entry of the person who is logged in, for the owner that they act for: nobody sends what somebody else scanned. @returns {Promise<Entry | undefined>} */
async function next() {
  const who = session();
  const waiting = await entriesIn('waiting');
  return waiting.find((entry) => entry.person === who?.person && entry.owner === who?.owner);
}

/**
 * Tries an entry once.
 * @param {Entry} entry
 * @returns {Promise<boolean>} Whether it is settled; if not, it waits, and all behind it.
 */
async function attempt(entry) {
  const now = Math.max(Date.now(), Date.now() - (session()?.skewMs ?? 0));
  if (now - entry.madeAt > staleAfterMs) {
    await settle(entry, { state: 'stale' });
    return true;
  }

  if (entry.draft.of && !(await entriesIn('done')).some((scan) => scan.id === entry.draft.of)) {
    // What it follows from was refused: there is nothing to take back, or to pack.
    await settle(entry, { state: 'void', seen: true });
    return true;
  }

  try {
    const answer = await send(entry.path, entry.body);
    trouble = '';
    await settle(entry, { state: 'done', answer, answeredAt: Date.now(), seen: !(await isSetAside(entry)) });
    return true;
  } catch (error) {
    return fail(entry, error);
  }
}

/** @param {Entry} entry @param {unknown} error */
async function fail(entry, error) {
  if (!(error instanceof CallError)) {
    throw error;
  }

  if (error.outcome === 'refused') {
    trouble = '';
    await settle(entry, { state: 'refused', answeredAt: Date.now(), refusal: { reason: error.reason, message: error.message, details: error.details } });
    return true;
  }

  if (error.outcome === 'login') {
    loseSession();
  }

  trouble = error.reason;
  for (const waiting of await entriesIn('waiting')) {
    await changeEntry(waiting.seq, { waited: true });
  }

  changed();
  return false;
}

/** @param {Entry} entry */
async function isSetAside(entry) {
  return (await entriesIn('waiting')).some((now) => now.seq === entry.seq && now.waited);
}

/** @param {Entry} entry @param {object} changes */
async function settle(entry, changes) {
  await changeEntry(entry.seq, changes);
  changed();
}

async function forgetOld() {
  for (const entry of await allEntries()) {
    if ((entry.state === 'done' || entry.state === 'void') && entry.seen && Date.now() - entry.madeAt > keptMs) {
      await removeEntry(entry.seq);
    }
  }
}
