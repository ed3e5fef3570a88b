// What the engine did not take. A lost lease with goods in hand is no error: the page says where the goods go.

import { html } from '../vendor/preact-htm.js';
import { discard } from '../shared/outbox.js';
import { say, sayRefusal } from '../shared/words.js';
import { needsPutBack, strayDraft } from './reports.js';
import { fromOf } from './task.js';

/** @typedef {import('../shared/outbox.js').Entry} Entry */
/** @typedef {import('../shared/outbox.js').Draft} Draft */

const wantSerials = ['SERIALS_REQUIRED', 'SERIAL_TAKEN', 'UNKNOWN_SERIAL'];

/** Whether a wrong item was scanned where a task asks for another one. @param {Entry} entry */
const isWrongItem = ({ draft, refusal }) => refusal?.reason === 'WRONG_ITEM' && draft.kind === 'pick' && draft.message.scan !== undefined;

/**
 * Whether goods that were picked and confirmed before go to whoever goes on with the task. What was taken without that stands in the books where it was.
 * @param {Entry} entry
 */
function isHandedOver({ draft, refusal }) {
  const isPicked = draft.task.state === 'TASK_STATE_PICKED' || draft.kind === 'pack';
  return isPicked && ((refusal?.details.station ?? '') !== '' || refusal?.details.state === 'PICKED');
}

/**
 * What a person may answer to a refusal, by key.
 * @param {import('./desk.js').Place} place @param {Entry} entry @param {(draft: Draft) => void} onReport
 * @returns {import('./work.js').Action[]}
 */
export function answersTo(place, entry, onReport) {
  const { draft, seq } = entry;
  const takeAway = () => {
    discard(seq);
  };
  if (needsPutBack(entry)) {
    const isLeft = () => onReport({ ...strayDraft(place, { sku: draft.task.sku }, Number(draft.task.quantity)), corrects: seq });
    return [
      { key: '9', id: 'put-back-done', label: say(isHandedOver(entry) ? 'putBack.handed' : 'putBack.back'), run: takeAway, main: true },
      { key: '8', id: 'put-back-left', label: say('putBack.left'), run: isLeft },
    ];
  }

  return isWrongItem(entry)
    ? [
      { key: '9', id: 'understood', label: say('stray.putBack'), run: takeAway, main: true },
      { key: '4', id: 'report-stray', label: say('stray.report'), run: () => onReport({ ...strayDraft(place, draft.message.scan, 1), corrects: seq }) },
    ]
    : [{ key: '9', id: 'understood', label: say('tray.understood'), run: takeAway, main: true }];
}

/**
 * The first of them: each has its answers.
 * @param {{ entry: Entry | undefined, answers: import('./work.js').Action[], onReport: (draft: Draft) => void }} props
 */
export function Refusals({ entry, answers, onReport }) {
  return entry && (needsPutBack(entry) ? html`<${PutBack} key=${entry.seq} entry=${entry} answers=${answers} />`
    : html`<${Refused} key=${entry.seq} entry=${entry} answers=${answers} onReport=${onReport} />`);
}

/** Who has the task now, in words. @param {Record<string, string>} details */
function nowOf({ station, state }) {
  const names = { READY: 'putBack.open', NO_LANE: 'putBack.open', PICKED: 'putBack.picked', RECALLED: 'putBack.recalled', PARKED: 'putBack.parked' };
  return station ? say('putBack.station', { station }) : say(/** @type {any} */ (/** @type {any} */ (names)[state] ?? 'putBack.done'));
}

/** @param {{ entry: Entry, answers: import('./work.js').Action[] }} props */
function PutBack({ entry, answers }) {
  const { task, label } = entry.draft;
  const details = entry.refusal?.details ?? {};
  const handsOver = isHandedOver(entry);
  const where = handsOver ? details.station ? say('putBack.toStation', { station: details.station }) : say('putBack.keep') : say('putBack.to', { place: fromOf(task) });
  return html`
    <section id="put-back" class="ask put-back" role="alertdialog" aria-labelledby="put-back-title" aria-describedby="put-back-why" data-task=${task.taskId}>
      <h2 id="put-back-title">${say(handsOver ? 'putBack.handOver' : 'putBack.title', { what: `${task.quantity} × ${task.sku}` })}</h2>
      <p id="put-back-why">${say('putBack.why', { what: label })} ${nowOf(details)}</p>
      <p class="what">${where}</p>
      <${Buttons} actions=${answers} />
    </section>`;
}

/** @param {{ entry: Entry, answers: import('./work.js').Action[], onReport: (draft: Draft) => void }} props */
function Refused({ entry, answers, onReport }) {
  const { draft } = entry;
  const reason = entry.refusal?.reason ?? '';
  /** @param {SubmitEvent} event */
  function again(event) {
    event.preventDefault();
    const serials = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('serials')).split(/[\s,;]+/).filter(Boolean);
    onReport({ ...draft, message: { ...draft.message, serials }, corrects: entry.seq });
  }

  const why = entry.state === 'stale' ? say('result.stale')
    : isWrongItem(entry) ? say('stray.wrongItem', { asked: draft.task.sku, scanned: entry.refusal?.details.scanned_sku ?? '' })
      : sayRefusal(/** @type {any} */ (entry.refusal));
  return html`
    <section class="tray" data-reason=${reason} role="alert">
      <h2>${say('tray.refused', { what: say(/** @type {any} */ (`did.${draft.kind}`), { what: draft.label }) })}</h2>
      <p>${why}</p>
      ${wantSerials.includes(reason) && html`
        <form onSubmit=${again}>
          <label for="serials">${say('field.serials')}</label>
          <textarea id="serials" name="serials" rows="3" data-scan="field" required></textarea>
          <button class="main" type="submit">${say('tray.again')}</button>
        </form>`}
      <${Buttons} actions=${answers} />
    </section>`;
}

/** What can be done, each with its key. @param {{ actions: import('./work.js').Action[] }} props */
export function Buttons({ actions }) {
  return html`
    <div class="row actions" role="group" aria-label=${say('act.all')}>
      ${actions.map(({ key, id, label, run, main }) => html`
        <button key=${id} id=${id} class=${main ? 'main' : ''} aria-keyshortcuts=${key} onClick=${run}><kbd>${key.toUpperCase()}</kbd> ${label}</button>`)}
    </div>`;
}
