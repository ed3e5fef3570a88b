// A person at a station: one task in big type, confirmed by a scan, and a key for everything else.

import { html, useEffect, useLayoutEffect, useRef, useState } from '../vendor/preact-htm.js';
import { cameraKey, useCamera } from '../shared/camera/opener.js';
import { useChanges, useLabels, useOutbox, useSignals } from '../shared/components.js';
import { attend, give } from '../shared/feedback.js';
import { put } from '../shared/outbox.js';
import { readBarcode, textOf } from '../shared/scanning/barcode.js';
import { listenForScans } from '../shared/scanning/wedge.js';
import { session } from '../shared/session.js';
import { say, sayRefusal } from '../shared/words.js';
import { deskNow, onDesk, openDesk, pause, workHere } from './desk.js';
import { Forms } from './forms.js';
import { Parcels, parcelsOf, Recent } from './parcels.js';
import { answersTo, Buttons, Refusals } from './refusals.js';
import { goesIntoAParcel, packDraft, pickDraft, returnDraft, serialsWanted, shipDraft, standingOf, startDraft } from './reports.js';
import { Sign, Task } from './task.js';

/** @typedef {import('../shared/outbox.js').Entry} Entry */
/** @typedef {import('../shared/outbox.js').Draft} Draft */
/** @typedef {import('./desk.js').Lease} Lease */
/** @typedef {{ key: string, id: string, label: string, run: () => void, main?: boolean }} Action */

const kinds = ['start', 'pick', 'short', 'damage', 'pack', 'stray', 'ship', 'return'];
/** A station that nobody has touched for so long gives its task back and takes no other. */
const absentMs = 15 * 60 * 1000;
const lookForAbsenceMs = 30 * 1000;
/** How long a scan waits until the report of the one before is on the screen, in steps. */
const shownMs = 10;
const shownTries = 200;

/** @param {{ place: import('./desk.js').Place, onLeave: (() => void) | null }} props `onLeave` is null where the station is fixed. */
export function Work({ place, onLeave }) {
  useEffect(() => openDesk(place), []);
  useChanges(onDesk);
  const desk = deskNow();
  const { labels, open } = useLabels(place.warehouse, place.station);
  const who = session();
  const entries = (useOutbox() ?? []).filter((e) => e.person === who?.person && e.owner === who?.owner && kinds.includes(e.draft.kind));
  const [form, setForm] = useState(/** @type {import('./forms.js').Form} */ (''));
  const [stray, setStray] = useState('');
  const [partial, setPartial] = useState(/** @type {Draft | null} */ (null));
  const [wrong, setWrong] = useState('');
  const refused = entries.filter((e) => e.state === 'refused' || e.state === 'stale');
  const current = choose(desk.leases.map((lease) => ({ lease, ...standingOf(lease, entries, desk.asOf) })));
  // Serials are asked for a task that is on the screen: one that somebody else has now needs none.
  const asks = form === 'serials' && current?.lease.task.taskId !== partial?.message.taskId ? '' : form;
  useSignals(entries);
  useEffect(attend, []);
  useAbsence(() => setPaused(true));

  function close() {
    setForm('');
    setStray('');
    setPartial(null);
  }

  /** Returns when the report is stored and counts for what is scanned next. @param {Draft} draft */
  async function report(draft) {
    close();
    setWrong('');
    if (current && serialsWanted(current.lease, draft) > 0) {
      setPartial(draft);
      setForm('serials');
      return;
    }

    try {
      const { seq } = await put(draft);
      for (let tries = 0; tries < shownTries && !latest.current.entries.some((e) => e.seq === seq); tries++) {
        await new Promise((resolve) => setTimeout(resolve, shownMs));
      }
    } catch {
      complain(say('scan.notStored'));
    }
  }

  /** @param {string} why */
  function complain(why) {
    setWrong(why);
    give('refused');
  }

  /** @param {boolean} isPaused */
  function setPaused(isPaused) {
    if (isPaused && current?.step === 'take') {
      report(returnDraft(place, current.lease));
    }

    pause(isPaused);
  }

  function leave() {
    if (current?.step === 'take') {
      report(returnDraft(place, current.lease));
    }

    onLeave?.();
  }

  /** @param {string} raw */
  async function scanned(raw) {
    const text = textOf(raw);
    const read = readBarcode(text);
    const why = read.wrong ? say(/** @type {any} */ (read.wrong)) : form === 'stray' ? '' : wrongOf(current, read, refused.length > 0, desk.packed);
    if (why) {
      complain(why);
    } else if (asks === 'serials') {
      complain(say('scan.answerFirst'));
    } else if (form === 'stray') {
      setStray(text);
    } else {
      const draft = draftOf(read);
      if (draft) {
        await report(draft);
      }
    }
  }

  /** @param {import('../shared/scanning/barcode.js').Scanned} read @returns {Draft | undefined} */
  function draftOf(read) {
    if (current?.step === 'take') {
      return pickDraft(place, current.lease, read);
    }

    return current ? packDraft(place, current.lease, parcelIn(read), current.pick?.state === 'waiting' ? current.pick : undefined)
      : shipDraft(place, parcelsOf(desk.packed).find((tasks) => tasks[0].parcel === parcelIn(read)) ?? []);
  }

  /** @param {any} task */
  const labelOf = (task) => `${place.station}-${task.taskId}`;
  // One after the other: what a scan means depends on the one before.
  const scanning = useRef(Promise.resolve());
  const onScan = (/** @type {string} */ raw) => {
    scanning.current = scanning.current.then(() => latest.current.scanned(raw));
  };
  const camera = useCamera(onScan);
  const actions = actionsOf();
  const latest = useRef({ scanned, actions, entries });
  latest.current = { scanned, actions, entries };
  useLayoutEffect(() => listenForScans({
    onScan,
    onKey: (key) => latest.current.actions.find((action) => action.key === key.toLowerCase())?.run(),
    onBroken: () => complain(say('scan.noEnd')),
  }), []);

  /** @returns {Action[]} */
  function actionsOf() {
    if (refused.length > 0) {
      return answersTo(place, refused[0], report);
    }

    if (desk.trouble?.reason.startsWith('STATION_')) {
      return [{ key: '9', id: 'work-here', label: say(desk.trouble.reason === 'STATION_TAKEN_OVER' ? 'station.workHere' : 'again'), run: workHere, main: true }];
    }

    /** @type {Action[]} */
    const all = [];
    if (current && current.step !== 'ending' && current.step !== 'packing') {
      all.push(...taskActions(current));
    }

    all.push({ key: '4', id: 'stray', label: say('act.stray'), run: () => setForm('stray') });
    if (desk.packed.length > 0) {
      const ship = () => parcelsOf(desk.packed).filter((tasks) => !isOnItsWay(tasks, entries)).forEach((tasks) => report(shipDraft(place, tasks)));
      all.push({ key: '6', id: 'ship-all', label: say('act.shipAll'), run: ship });
    }

    all.push({ key: '7', id: 'pause', label: say(desk.isPaused ? 'act.resume' : 'act.pause'), run: () => setPaused(!desk.isPaused) });
    all.push({ key: '0', id: 'hand', label: say('act.hand'), run: () => setForm('hand') });
    all.push({ key: cameraKey, id: 'camera', label: say(camera.isOpen ? 'camera.close' : 'camera.title'), run: camera.toggle });
    return all;
  }

  /** @param {NonNullable<ReturnType<typeof choose>>} now @returns {Action[]} */
  function taskActions({ lease, step, pick }) {
    const { task } = lease;
    const isParcel = goesIntoAParcel(task);
    const isHere = step === 'take' || (step === 'pack' && task.state === 'TASK_STATE_PICKED');
    /** @type {(Action | false)[]} */
    const all = [
      step !== 'take' && isParcel && {
        key: '8', id: 'pack', label: say('act.pack', { parcel: labelOf(task) }), main: true,
        run: () => report(packDraft(place, lease, labelOf(task), pick?.state === 'waiting' ? pick : undefined)),
      },
      step === 'take' && !isParcel && task.kind !== 'TASK_KIND_COUNT' && { key: '8', id: 'done', label: say('act.done'), main: true, run: () => report(pickDraft(place, lease, null)) },
      step === 'take' && task.state === 'TASK_STATE_LEASED' && { key: '1', id: 'start', label: say('act.start'), run: () => report(startDraft(place, lease)) },
      step === 'take' && isParcel && { key: '2', id: 'short', label: say('act.short'), run: () => setForm('short') },
      isHere && isParcel && { key: '3', id: 'damage', label: say('act.damage'), run: () => setForm('damage') },
      isHere && { key: '5', id: 'return', label: say('act.return'), run: () => report(returnDraft(place, lease)) },
    ];
    return /** @type {Action[]} */ (all.filter(Boolean));
  }

  return html`
    <main class="station gloves">
      <${Trouble} trouble=${desk.trouble} />
      ${camera.view}
      <${Task} current=${current} desk=${desk} />
      <${Sign} entries=${entries} wrong=${wrong} />
      <${Refusals} entry=${refused[0]} answers=${actions} onReport=${report} />
      <${Forms} place=${place} current=${current} form=${asks} stray=${stray} partial=${partial} onReport=${report} onScan=${scanned} onClose=${close} />
      ${refused.length === 0 && html`<${Buttons} actions=${actions} />`}
      <${Parcels} packed=${desk.packed} entries=${entries} onShip=${(/** @type {any[]} */ tasks) => report(shipDraft(place, tasks))}
        onLabel=${(/** @type {any[]} */ tasks) => open((subjects) => subjects.labelsOfParcel(tasks))} />
      ${labels}
      <${Recent} entries=${entries} />
      ${onLeave && html`<div class="row"><button class="quiet" id="leave" onClick=${leave}>${say('station.other')}</button></div>`}
    </main>`;
}

/**
 * The task that a person has in hands, or else the next one. What ends is no more theirs, unless there is nothing else.
 * @param {{ lease: Lease, step: import('./reports.js').Step, pick: Entry | undefined }[]} all
 */
function choose(all) {
  const rank = { picking: 0, pack: 0, packing: 1, take: 2, ending: 3 };
  return [...all].sort((a, b) => rank[a.step] - rank[b.step] || a.lease.heardAt - b.lease.heardAt || Number(a.lease.task.taskId) - Number(b.lease.task.taskId))[0];
}

/**
 * Why a scan is not one for now; empty when it is.
 * @param {ReturnType<typeof choose>} current @param {import('../shared/scanning/barcode.js').Scanned} read @param {boolean} mustAnswer @param {any[]} packed
 */
function wrongOf(current, read, mustAnswer, packed) {
  if (mustAnswer) {
    return say('scan.answerFirst');
  }

  if (!current) {
    return packed.some((task) => task.parcel === parcelIn(read)) ? '' : say('scan.noTask');
  }

  const { step, lease: { task } } = current;
  if (step === 'packing' || step === 'ending') {
    return say('scan.wait');
  }

  if (step === 'take') {
    return task.kind === 'TASK_KIND_COUNT' ? say('scan.count') : read.sscc && read.sscc !== task.lpn ? say('scan.otherContainer', { lpn: task.lpn || '–' }) : '';
  }

  return read.gtin || read.sku === task.sku ? say('scan.parcelWanted') : '';
}

/** The name of a parcel: its number, or whatever its label says. @param {import('../shared/scanning/barcode.js').Scanned} read */
const parcelIn = (read) => read.sscc ?? read.sku ?? '';

/** @param {any[]} tasks @param {Entry[]} entries */
const isOnItsWay = (tasks, entries) => entries.some((e) => e.draft.kind === 'ship' && e.state === 'waiting' && e.draft.label === tasks[0].parcel);

/** @param {{ trouble: import('./desk.js').Desk['trouble'] }} props */
function Trouble({ trouble }) {
  if (!trouble) {
    return null;
  }

  return html`<p id="trouble" class="note ${trouble.reason.startsWith('STATION_') ? 'refused' : 'offline'}" data-reason=${trouble.reason} role="alert">${sayRefusal(trouble)}</p>`;
}

/** @param {() => void} onAbsent */
function useAbsence(onAbsent) {
  const latest = useRef(onAbsent);
  latest.current = onAbsent;
  useEffect(() => {
    let touchedAt = Date.now();
    const touch = () => {
      touchedAt = Date.now();
    };
    const clock = setInterval(() => {
      if (Date.now() - touchedAt > absentMs && !deskNow().isPaused) {
        latest.current();
      }
    }, lookForAbsenceMs);
    addEventListener('keydown', touch);
    addEventListener('pointerdown', touch);
    return () => {
      clearInterval(clock);
      removeEventListener('keydown', touch);
      removeEventListener('pointerdown', touch);
    };
  }, []);
}
