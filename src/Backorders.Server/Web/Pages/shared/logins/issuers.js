// Logging in through an issuer: the browser goes to its page and comes back. The way there is asked of the node first, so that a login that cannot begin is said here and not on an empty page.

import { html, useState } from '../../vendor/preact-htm.js';
import { exchange, ways } from '../session.js';
import { say, sayRefusal } from '../words.js';

/** @typedef {import('../session.js').CallError} CallError */

/** A refusal names its issuer by the name in the settings; people know it by its title. @param {CallError} error */
function sayWhy(error) {
  const issuer = ways().issuers.find(({ name }) => name === error.details.issuer)?.title ?? error.details.issuer;
  return sayRefusal({ ...error, message: error.message, details: { ...error.details, issuer } });
}

export function Part() {
  const { issuers, refused, goesOn } = ways();
  const [going, setGoing] = useState('');
  const [trouble, setTrouble] = useState(refused ? sayWhy(refused) : '');
  /** @param {{ name: string, title: string }} issuer */
  async function go({ name, title }) {
    const owner = /** @type {HTMLInputElement | null} */ (document.getElementById('owner'))?.value ?? '';
    try {
      setTrouble('');
      setGoing(title);
      const { address } = await exchange('POST', `/web/session/oidc/${name}`, 'login', { owner, page: location.pathname });
      location.assign(address);
    } catch (error) {
      setGoing('');
      setTrouble(sayWhy(/** @type {CallError} */ (error)));
    }
  }

  return html`
    ${goesOn && html`<p id="goes-on" class="note" role="status">${say('login.goesOn', { issuer: goesOn })}</p>`}
    ${trouble && html`<p id="login-refused" class="note refused" role="alert">${trouble}</p>`}
    ${issuers.map((issuer) => html`<button type="button" data-issuer=${issuer.name} disabled=${going !== ''} onClick=${() => go(issuer)}>${say('login.issuer', { issuer: issuer.title })}</button>`)}
    ${going && html`<p class="note" role="status">${say('login.going', { issuer: going })}</p>`}`;
}
