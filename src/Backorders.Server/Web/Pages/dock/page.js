// The dock: choose the door, then the truck, then scan. The choice of the door is also the touch without which a browser does not sound or vibrate.

import { html, useEffect, useState } from '../vendor/preact-htm.js';
import { TopBar, useAnswer } from '../shared/components.js';
import { prepareSignals } from '../shared/feedback.js';
import { call, session } from '../shared/session.js';
import { fact, setFact } from '../shared/store.js';
import { say, sayDay } from '../shared/words.js';

/**
 * @typedef {object} Place Where a person receives.
 * @property {string} warehouse
 * @property {string} door
 * @property {string[] | null} notices The numbers of the truck's notices; empty without one; null while it is not chosen.
 */

const rememberedPlace = 'place';
const pagesMax = 20;

export function Page() {
  const [place, setPlace] = useState(/** @type {Place | null | undefined} */ (undefined));
  const [Scan, setScan] = useState(/** @type {any} */ (null));
  useEffect(() => {
    recallPlace().then(setPlace);
  }, []);
  useEffect(() => {
    if (place) {
      import('./scan.js').then((module) => setScan(() => module.Scan));
    }
  }, [place]);
  /** @param {Place | null} next */
  function choose(next) {
    setFact(rememberedPlace, next).catch(() => {});
    setPlace(next);
  }

  const title = place ? say('dock.titleAt', { door: place.door }) : say('dock.title');
  return html`
    <${TopBar} title=${title} />
    ${place === undefined ? null : !place ? html`<${Doors} onChoose=${choose} />`
      : !place.notices ? html`<${Trucks} place=${place} onChoose=${choose} />`
        : Scan && html`<${Scan} place=${place} onLeave=${() => choose(null)} onTruck=${() => choose({ ...place, notices: null })} />`}`;
}

/** The place of before a reload, if it is one of this person's. @returns {Promise<Place | null>} */
async function recallPlace() {
  const place = await fact(rememberedPlace);
  return place && session()?.warehouses.includes(place.warehouse) ? place : null;
}

/** @param {{ onChoose: (place: Place) => void }} props */
function Doors({ onChoose }) {
  const warehouses = session()?.warehouses ?? [];
  const [warehouse, setWarehouse] = useState(warehouses[0] ?? '');
  const { answer, trouble, again } = useAnswer(() => call('Operations/GetPlaces', { warehouse }), [warehouse]);
  /** @param {string} door */
  function choose(door) {
    prepareSignals();
    onChoose({ warehouse, door, notices: null });
  }

  return html`
    <main>
      <h2>${say('dock.door')}</h2>
      ${warehouses.length > 1 && html`
        <label for="warehouse">${say('dock.warehouse')}</label>
        <select id="warehouse" value=${warehouse} onChange=${(/** @type {any} */ e) => setWarehouse(e.target.value)}>
          ${warehouses.map((id) => html`<option value=${id}>${id}</option>`)}
        </select>`}
      ${trouble && html`<p class="note refused" role="alert">${trouble}</p><button onClick=${again}>${say('again')}</button>`}
      <div class="grid doors">
        ${(answer?.doors ?? []).map((/** @type {any} */ door) => html`
          <button class="choice" data-door=${door.id} disabled=${!door.open} onClick=${() => choose(door.id)}>
            <strong>${door.id}</strong>${!door.open && html`<span>${say('dock.doorClosed')}</span>`}
          </button>`)}
      </div>
    </main>`;
}

/** @param {string} warehouse @returns {Promise<any[]>} */
async function openShipments(warehouse) {
  const all = [];
  let pageToken = '';
  for (let page = 0; page < pagesMax; page++) {
    const answer = await call('Inbound/ListShipments', { warehouse, openOnly: true, pageSize: 200, pageToken });
    all.push(...answer.shipments ?? []);
    pageToken = answer.nextPageToken ?? '';
    if (!pageToken) {
      break;
    }
  }

  return all;
}

/** Notices of one supplier for one time and door came on one truck. @param {any[]} shipments @param {string} door */
function trucksOf(shipments, door) {
  /** @type {Map<string, any>} */
  const trucks = new Map();
  for (const shipment of shipments) {
    const key = [shipment.supplier, shipment.expectedAt ?? shipment.eta, shipment.door].join('\n');
    const truck = trucks.get(key) ?? { supplier: shipment.supplier, at: shipment.expectedAt ?? shipment.eta, door: shipment.door ?? '', overdue: shipment.overdue, notices: [] };
    truck.notices.push(shipment.asnNo);
    trucks.set(key, truck);
  }

  // Those for this door come first, then those whose door nobody has said.
  const rank = (/** @type {any} */ t) => t.door === door ? 0 : t.door === '' ? 1 : 2;
  return [...trucks.values()].sort((a, b) => rank(a) - rank(b) || String(a.at).localeCompare(String(b.at)));
}

/** @param {{ place: Place, onChoose: (place: Place | null) => void }} props */
function Trucks({ place, onChoose }) {
  const { answer, trouble, again } = useAnswer(() => openShipments(place.warehouse), [place.warehouse]);
  return html`
    <main>
      <h2>${say('dock.truck')}</h2>
      ${trouble && html`<p class="note refused" role="alert">${trouble}</p><button onClick=${again}>${say('again')}</button>`}
      ${trucksOf(answer ?? [], place.door).map((truck) => html`
        <button class="choice truck" data-notice=${truck.notices[0]} onClick=${() => onChoose({ ...place, notices: truck.notices })}>
          <strong>${truck.supplier || say('dock.noSupplier')}</strong>
          <span>${truck.at ? sayDay(truck.at) : ''} ${truck.door && say('dock.forDoor', { door: truck.door })} ${truck.overdue && say('dock.overdue')}</span>
          <span>${truck.notices.join(', ')}</span>
        </button>`)}
      <button class="choice" id="no-truck" onClick=${() => onChoose({ ...place, notices: [] })}><strong>${say('dock.noTruck')}</strong><span>${say('dock.noTruckWhat')}</span></button>
      <button class="quiet" onClick=${() => onChoose(null)}>${say('dock.otherDoor')}</button>
    </main>`;
}
