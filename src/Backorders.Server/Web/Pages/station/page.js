// The station: say once which one this device is, then one task after the other.

import { html, useEffect, useState } from '../vendor/preact-htm.js';
import { TopBar } from '../shared/components.js';
import { prepareSignals } from '../shared/feedback.js';
import { session } from '../shared/session.js';
import { fact, setFact } from '../shared/store.js';
import { say } from '../shared/words.js';

/** @typedef {import('./desk.js').Place} Place */

const rememberedStation = 'station';

export function Page() {
  const [place, setPlace] = useState(/** @type {Place | null | undefined} */ (undefined));
  const [Work, setWork] = useState(/** @type {any} */ (null));
  useEffect(() => {
    fact(rememberedStation).then((/** @type {Place | undefined} */ known) => {
      const { warehouses = [], station: fixed = null } = session() ?? {};
      const isGood = known && warehouses.includes(known.warehouse) && (fixed === null || known.station === fixed);
      setPlace(isGood ? known : fixed !== null && warehouses.length === 1 ? { warehouse: warehouses[0], station: fixed } : null);
    });
  }, []);
  useEffect(() => {
    if (place) {
      import('./work.js').then((module) => setWork(() => module.Work));
    }
  }, [place]);
  /** @param {Place | null} next */
  function choose(next) {
    setFact(rememberedStation, next).catch(() => {});
    setPlace(next);
  }

  return html`
    <${TopBar} title=${place ? say('station.titleAt', { station: place.station }) : say('station.title')} />
    ${place === undefined ? null : !place ? html`<${Choice} onChoose=${choose} />` : Work && html`<${Work} key=${place.station} place=${place} onLeave=${session()?.station ? null : () => choose(null)} />`}`;
}

/** @param {{ onChoose: (place: Place) => void }} props */
function Choice({ onChoose }) {
  const warehouses = session()?.warehouses ?? [];
  const fixed = session()?.station ?? null;
  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    prepareSignals();
    onChoose({ warehouse: String(form.get('warehouse') ?? warehouses[0] ?? ''), station: String(form.get('station')).trim() });
  }

  return html`
    <main class="login gloves">
      <h2>${say('station.choose')}</h2>
      <p>${say('station.chooseWhy')}</p>
      <form onSubmit=${submit}>
        ${warehouses.length > 1 && html`
          <label for="warehouse">${say('dock.warehouse')}</label>
          <select id="warehouse" name="warehouse">${warehouses.map((id) => html`<option value=${id}>${id}</option>`)}</select>`}
        <label for="station">${say('station.name')}</label>
        <input id="station" name="station" type="text" required maxlength="64" autocomplete="off" autocapitalize="characters" defaultValue=${fixed ?? ''} readonly=${fixed !== null} />
        <button class="main" type="submit">${say('station.begin')}</button>
      </form>
    </main>`;
}
