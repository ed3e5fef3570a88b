// Labels that can be printed, on which printer, and what became of each.

import { html, useEffect, useRef, useState } from '../../vendor/preact-htm.js';
import { useAnswer } from '../components.js';
import { call } from '../session.js';
import { fact, setFact } from '../store.js';
import { say, sayRefusal } from '../words.js';
import { print } from './jobs.js';
import { printHere } from './sheet.js';

/** @typedef {import('./subjects.js').Wanted} Wanted */
/** @typedef {import('./jobs.js').Job} Job */

const running = ['sending', 'WAITING', 'TAKEN'];

/**
 * @param {object} props
 * @param {string} props.warehouse
 * @param {string} props.place The door or station, whose printers come first.
 * @param {Wanted[]} props.wanted
 * @param {() => void} props.onClose
 */
export function Labels({ warehouse, place, wanted, onClose }) {
  const { answer, trouble, again } = useAnswer(() => call('Printing/ListPrinters', { warehouse }), [warehouse]);
  const [chosen, setChosen] = useState('');
  const [jobs, setJobs] = useState(/** @type {Record<string, Job>} */ ({}));
  const [wrong, setWrong] = useState('');
  const ended = useRef(new AbortController());
  const remembered = `printer ${warehouse} ${place}`;
  useEffect(() => {
    fact(remembered).then((/** @type {string | undefined} */ known) => known && setChosen((/** @type {string} */ now) => now || known));
    return () => ended.current.abort();
  }, []);
  const printers = sorted(answer?.printers ?? [], place);
  const printer = printers.find((p) => p.name === chosen) ?? printers[0];

  /** @param {Wanted} one @param {boolean} reprint */
  function start(one, reprint) {
    const key = JSON.stringify(one.label);
    setFact(remembered, printer.name).catch(() => {});
    print({ warehouse, printer: printer.name, label: one.label, reprint }, (job) => setJobs((/** @type {Record<string, Job>} */ now) => ({ ...now, [key]: job })), ended.current.signal);
  }

  async function here() {
    try {
      setWrong('');
      await printHere(warehouse, wanted);
    } catch (error) {
      setWrong(sayRefusal(/** @type {any} */ (error)));
    }
  }

  const all = wanted.map((one) => ({ one, job: jobs[JSON.stringify(one.label)] }));
  const fresh = all.filter(({ job }) => !job);
  return html`
    <section id="labels" class="labels" aria-labelledby="labels-title">
      <h2 id="labels-title">${say('print.title')}</h2>
      <ul class="recent">${all.map(({ one, job }) => html`
        <li key=${JSON.stringify(one.label)} data-print=${job?.state ?? 'none'}>
          <strong>${one.text}</strong> ${job && html`<span role="status">${stateOf(job)}</span>`}
          ${job && printer && !running.includes(job.state) && html`<${Again} job=${job} onPrint=${(/** @type {boolean} */ reprint) => start(one, reprint)} />`}
        </li>`)}
      </ul>
      ${all.length === 0 && html`<p class="note">${say('print.none')}</p>`}
      ${trouble && html`<p class="note">${trouble} <button onClick=${again}>${say('again')}</button></p>`}
      ${answer && printers.length === 0 && html`<p class="note">${say('print.noPrinter')}</p>`}
      ${printers.length > 0 && html`
        <div class="row">
          <label for="printer">${say('print.printer')}</label>
          <select id="printer" value=${printer.name} onChange=${(/** @type {any} */ e) => setChosen(e.target.value)}>
            ${printers.map((p) => html`<option value=${p.name} selected=${p === printer}>${p.name}${p.attended ? '' : ` (${say('print.away')})`}</option>`)}
          </select>
          <button id="print" class="main" disabled=${fresh.length === 0} onClick=${() => fresh.forEach(({ one }) => start(one, false))}>${say('print.now')}</button>
        </div>
        ${printer.trouble && html`<p class="note">${say('print.trouble', { printer: printer.name, why: printer.trouble })}</p>`}`}
      ${wrong && html`<p class="note refused" role="alert">${wrong}</p>`}
      <div class="row">
        <button id="print-here" disabled=${all.length === 0} onClick=${here}>${say('print.here')}</button>
        <button id="labels-close" class="quiet" onClick=${onClose}>${say('form.close')}</button>
      </div>
    </section>`;
}

/** Printers at this place come first, and those that can be reached. @param {any[]} printers @param {string} place @returns {any[]} */
function sorted(printers, place) {
  const rank = (/** @type {any} */ p) => (p.attended ? 0 : 2) + ((p.places ?? []).includes(place) ? 0 : 1);
  return [...printers].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** What was not printed is tried again; of what was, or may have been, only a copy is printed, and a person says so. @param {{ job: Job, onPrint: (reprint: boolean) => void }} props */
function Again({ job, onPrint }) {
  const mayExist = job.state === 'PRINTED' || job.state === 'UNKNOWN' || job.refusal?.reason === 'ALREADY_PRINTED';
  return html`<button class=${mayExist ? 'copy' : 'retry'} onClick=${() => onPrint(mayExist)}>${say(mayExist ? 'print.copy' : 'again')}</button>`;
}

/** @param {Job} job */
function stateOf(job) {
  return job.refusal ? sayRefusal(job.refusal) : `${say(/** @type {any} */ (`print.${job.state}`))} ${job.detail}`;
}
