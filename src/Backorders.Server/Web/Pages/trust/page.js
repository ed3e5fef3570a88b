// How a device comes to trust this node. Nobody is logged in here, and the page works at an address that the browser does not trust: it is the way out of that.

import { html, useEffect, useState } from '../vendor/preact-htm.js';
import { say } from '../shared/words.js';

/**
 * @typedef {object} LocalAuthority
 * @property {string} name What devices list it as.
 * @property {string} fingerprint The SHA-256 of its certificate, 64 hex digits.
 * @property {number} ends
 * @property {string} pages Where the pages are, over TLS.
 * @property {string} trust Where this page is for other devices.
 */

/** @typedef {'android' | 'ios' | 'windows' | 'linux'} System */

/** How many steps the words have for each system. @type {Record<System, number>} */
const steps = { android: 4, ios: 4, windows: 4, linux: 3 };

/** Which system this device probably has: its steps stand open. @returns {System} */
function thisSystem() {
  const agent = navigator.userAgent;
  return /Android/.test(agent) ? 'android' : /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1) ? 'ios' : /Windows/.test(agent) ? 'windows' : 'linux';
}

/** Groups of four, as people compare them. @param {string} hex */
const grouped = (hex) => hex.replace(/(.{4})(?=.)/g, '$1 ');

/** What the node tells of its local authority; null when it has none. @returns {Promise<LocalAuthority | null>} */
export const localAuthority = async () => (await (await fetch('/web/trust')).json()).localAuthority;

export function Page() {
  const [authority, setAuthority] = useState(/** @type {LocalAuthority | null | undefined} */ (undefined));
  const [isAway, setAway] = useState(false);
  useEffect(() => {
    localAuthority().then(setAuthority, () => setAway(true));
  }, []);
  return html`
    <main class="trust">
      <h1>${say('trust.title')}</h1>
      ${isAway && html`<p class="note refused" role="alert">${say('refusal.OFFLINE')}</p>`}
      ${authority === null && html`<p class="note" role="status">${say('trust.none')}</p>`}
      ${authority && html`<${Steps} authority=${authority} />`}
    </main>`;
}

/** @param {{ authority: LocalAuthority }} props */
function Steps({ authority }) {
  // What the scanned code says; it was not sent to the node.
  const scanned = location.hash.slice(1).toUpperCase();
  const isOther = scanned !== '' && scanned !== authority.fingerprint;
  return html`
    ${isOther && html`<p id="other" class="note refused" role="alert">${say('trust.other')}</p>`}
    <p>${say('trust.why')}</p>
    <h2>${say('trust.file')}</h2>
    <p><a class="choice" id="file" href="/local-ca.crt"><strong>${say('trust.download')}</strong><span>${authority.name}</span></a></p>
    <p>${say('trust.compare')}</p>
    <p id="fingerprint" class="fingerprint">${grouped(authority.fingerprint)}</p>
    <h2>${say('trust.install')}</h2>
    ${Object.entries(steps).map(([system, count]) => html`
      <details key=${system} open=${system === thisSystem()}>
        <summary>${say(/** @type {any} */ (`trust.${system}`))}</summary>
        <ol>${Array.from({ length: count }, (_, i) => html`<li key=${i}>${say(/** @type {any} */ (`trust.${system}${i + 1}`), { name: authority.name })}</li>`)}</ol>
      </details>`)}
    <h2>${say('trust.check')}</h2>
    <p>${say('trust.checkHow')}</p>
    <p><a class="choice" id="pages" href=${authority.pages}><strong>${say('trust.open')}</strong><span>${authority.pages}</span></a></p>
    <h2>${say('trust.next')}</h2>
    <p>${say('trust.nextHow', { address: authority.trust })}</p>
    <img class="code" id="code" src="/local-ca.svg" alt=${say('trust.code', { address: authority.trust })} width="260" height="260" />`;
}
