// What this browser's station holds. One tab hears the offers and keeps the leases alive; all tabs show what it has noted, and so does the next one after a reload.

import { workerAddress } from '../shared/components.js';
import { listen } from '../shared/live/hub.js';
import { keep } from '../shared/live/keeping.js';
import { onOutbox } from '../shared/outbox.js';
import { call, session } from '../shared/session.js';
import { entriesIn, fact, setFact } from '../shared/store.js';

/**
 * @typedef {object} Place
 * @property {string} warehouse
 * @property {string} station
 */

/**
 * @typedef {object} Lease
 * @property {any} task
 * @property {string} token
 * @property {number} endsAt By this device's clock.
 * @property {number} heardAt
 */

/**
 * @typedef {object} Desk
 * @property {string} key Whose it is.
 * @property {Lease[]} leases
 * @property {any[]} packed Tasks in parcels that have not left.
 * @property {number} leaseMs How long a lease lasts.
 * @property {number} asOf When the engine was asked for what stands here.
 * @property {boolean} isHeard Whether the engine has said it since the page was opened.
 * @property {boolean} isPaused Whether the person takes no tasks.
 * @property {{ reason: string, message: string, details: Record<string, string> } | null} trouble Why no offers come.
 */

const remembered = 'desk';
const lookMs = 15_000;
const packedMax = 200;
const tabs = new BroadcastChannel('backorders-desk');

/** @type {Desk} */
let desk = empty('');
/** @type {Set<() => void>} */
const listeners = new Set();
/** Has the offers of now end, and wants them anew. @type {() => void} */
let reopen = () => {};

/** @param {string} key @returns {Desk} */
function empty(key) {
  return { key, leases: [], packed: [], leaseMs: 0, asOf: 0, isHeard: false, isPaused: false, trouble: null };
}

export const deskNow = () => desk;

/** @param {() => void} listener */
export function onDesk(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param {Partial<Desk>} changes */
function change(changes) {
  desk = { ...desk, ...changes };
  tabs.postMessage({ desk });
  setFact(remembered, desk).catch(() => {});
  listeners.forEach((listener) => listener());
}

/** @param {boolean} isPaused */
export function pause(isPaused) {
  change({ isPaused });
  tabs.postMessage('reopen');
  reopen();
}

/** Takes the station's place back from another device, or tries again. */
export function workHere() {
  tabs.postMessage('reopen');
  reopen();
}

/**
 * Opens a station's desk.
 * @param {Place} place
 * @returns {() => void} Closes it in this tab.
 */
export function openDesk(place) {
  const who = session();
  const key = JSON.stringify([place.warehouse, place.station, who?.person, who?.owner]);
  let isOpen = true;
  desk = empty(key);
  fact(remembered).then((/** @type {Desk | undefined} */ known) => {
    if (isOpen && known?.key === key && !desk.isHeard) {
      desk = { ...known, isHeard: false, trouble: null };
      listeners.forEach((listener) => listener());
    }
  });
  tabs.onmessage = (/** @type {MessageEvent<any>} */ heard) => {
    if (heard.data === 'reopen') {
      reopen();
    } else if (heard.data === 'tell') {
      if (desk.isHeard) {
        tabs.postMessage({ desk });
      }
    } else if (heard.data.desk.key === key) {
      desk = heard.data.desk;
      listeners.forEach((listener) => listener());
    }
  };
  tabs.postMessage('tell');
  const stop = keep(`backorders-station ${key}`, (signal) => attend(place, signal));
  return () => {
    isOpen = false;
    stop();
  };
}

/** Hears the offers until the station is closed, or they are wanted anew. @param {Place} place @param {AbortSignal} signal */
async function attend(place, signal) {
  const stopTending = tend(place);
  const stop = listen({
    call: 'Stations/OfferTasks', message: { ...place, capacity: desk.isPaused ? 0 : 1 },
    onAnswer: (answer) => hear(place, answer),
    // One that was refused waits for a person: another device has the station's name, or this key may not.
    onEnd: ({ reason, message, details }) => change({ trouble: { reason, message, details } }),
  });
  await new Promise((resolve) => {
    reopen = () => resolve(undefined);
    signal.addEventListener('abort', reopen);
  });
  stop();
  stopTending();
}

/** @param {Place} place @param {any} answer */
function hear(place, answer) {
  const now = Date.now();
  const offers = (answer.offers ?? []).map((/** @type {any} */ offer) => ({
    task: offer.task, token: offer.token, endsAt: now + Date.parse(offer.leaseExpiresAt) - Date.parse(answer.sentAt), heardAt: now,
  }));
  if (answer.leaseSeconds) {
    change({ leases: offers, leaseMs: answer.leaseSeconds * 1000, asOf: now, isHeard: true, trouble: null });
    beat(place).catch(() => {});
    lookAtParcels(place).catch(() => {});
  } else if (offers.length > 0) {
    change({ leases: [...desk.leases.filter((l) => !offers.some((/** @type {Lease} */ o) => o.task.taskId === l.task.taskId)), ...offers] });
  }
}

/** Keeps the leases alive and looks what became of them: by a clock, and after each report. @param {Place} place */
function tend(place) {
  let beatAt = Date.now();
  let lookedAt = Date.now();
  let settled = Date.now();
  const clock = new Worker(workerAddress(new URL('./timer.js', import.meta.url).href));
  clock.onmessage = () => {
    const now = Date.now();
    if (desk.leases.length > 0 && now - beatAt > desk.leaseMs / 4) {
      beatAt = now;
      beat(place).catch(() => {});
    }

    if (desk.leases.length > 0 && now - lookedAt > lookMs) {
      lookedAt = now;
      look(place).catch(() => {});
    }
  };
  const forget = onOutbox(async () => {
    const reports = [...await entriesIn('done'), ...await entriesIn('refused')].filter((e) => e.path.includes('.Stations/'));
    const last = Math.max(0, ...reports.map((e) => e.answeredAt ?? 0));
    if (last > settled) {
      settled = last;
      look(place).catch(() => {});
      lookAtParcels(place).catch(() => {});
    }
  });
  return () => {
    clock.terminate();
    forget();
  };
}

/** @param {Place} place */
async function beat(place) {
  if (desk.leases.length === 0) {
    return;
  }

  const sent = Date.now();
  const answer = await call('Stations/Heartbeat', place);
  if (answer.leaseExpiresAt) {
    change({ leases: desk.leases.map((lease) => lease.heardAt <= sent ? { ...lease, endsAt: sent + desk.leaseMs } : lease) });
  } else {
    await look(place);
  }
}

/** @param {Place} place */
async function look(place) {
  const sent = Date.now();
  const answer = await call('Stations/ListTasks', { ...place, pageSize: 100 });
  const listed = (answer.tasks ?? []).map((/** @type {any} */ offer) => {
    const known = desk.leases.find((lease) => lease.token === offer.token && lease.task.taskId === offer.task.taskId);
    return { endsAt: sent + desk.leaseMs / 2, heardAt: sent, ...known, task: offer.task, token: offer.token };
  });
  // What was offered while the question was on its way is not in the answer.
  const later = desk.leases.filter((lease) => lease.heardAt > sent && !listed.some((/** @type {Lease} */ l) => l.task.taskId === lease.task.taskId));
  change({ leases: [...listed, ...later], asOf: sent, isHeard: true });
}

/** A parcel is under nobody's lease: those of this station are known by their labels, and by what this device packed. @param {Place} place */
async function lookAtParcels(place) {
  const packedHere = (await entriesIn('done')).filter((e) => e.draft.kind === 'pack').map((e) => e.draft.task.taskId);
  const answer = await call('Stations/ListTasks', { warehouse: place.warehouse, state: 'TASK_STATE_PACKED', pageSize: packedMax });
  change({
    packed: (answer.tasks ?? []).map((/** @type {any} */ listed) => listed.task)
      .filter((/** @type {any} */ task) => task.parcel.startsWith(`${place.station}-`) || packedHere.includes(task.taskId)),
  });
}
