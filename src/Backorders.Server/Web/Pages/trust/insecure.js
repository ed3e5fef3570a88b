// What a person is told where the browser does not trust the address: what is missing, and how to get it.

import { html, useEffect, useState } from '../vendor/preact-htm.js';
import { say } from '../shared/words.js';

/** Where this node tells how to trust it and where its pages are then; null when it has no local authority, undefined until that is known. */
function useLocalAuthority() {
  const [authority, setAuthority] = useState(/** @type {{ pages: string, trust: string } | null | undefined} */ (undefined));
  useEffect(() => {
    fetch('/web/trust').then((answer) => answer.json()).then((told) => setAuthority(told.localAuthority), () => setAuthority(null));
  }, []);
  return authority;
}

/** In the place of a page: nothing can be done here. */
export function Insecure() {
  const authority = useLocalAuthority();
  const here = authority && new URL(location.pathname, authority.pages).href;
  return html`
    <main class="login">
      <h1>${say('insecure.title')}</h1>
      <p class="note refused" role="alert">${say('insecure.missing', { origin: location.origin })}</p>
      <ul id="missing"><li>${say('insecure.outage')}</li><li>${say('insecure.camera')}</li><li>${say('insecure.screen')}</li><li>${say('insecure.sender')}</li><li>${say('insecure.numbers')}</li></ul>
      ${authority && html`
        <p>${say('insecure.local')}</p>
        <p><a class="choice" id="trust" href="/trust"><strong>${say('insecure.trust')}</strong><span>${say('insecure.trustWhat')}</span></a></p>
        <p><a class="choice" id="secure" href=${here}><strong>${say('insecure.secure')}</strong><span>${here}</span></a></p>`}
      ${authority === null && html`
        <p>${say('insecure.how')}</p>
        <ol id="ways"><li>${say('insecure.own')}</li><li>${say('insecure.tls')}</li><li>${say('insecure.proxy')}</li><li>${say('insecure.machine')}</li></ol>`}
    </main>`;
}

/** Above a page that was opened past the browser's warning. */
export function Untrusted() {
  const authority = useLocalAuthority();
  return html`
    <p id="untrusted" class="note refused" role="alert">${say('insecure.untrusted')} ${authority && html`<a href="/trust">${say('insecure.trust')}</a>`}</p>`;
}
