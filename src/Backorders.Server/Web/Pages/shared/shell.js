// Where every page begins: words, login, the service worker, and then the page of this address.

import { html, render, useState, useEffect } from '../vendor/preact-htm.js';
import { Login, TopBar, useChanges, workerAddress } from './components.js';
import { everything, onOutbox, startSender } from './outbox.js';
import { loadSession, needsLogin, noteCleared, onSession, session, wasCleared } from './session.js';
import { loadWords, say } from './words.js';

const askAgainMs = 5 * 60 * 1000;
const open = '/trust';
// What most visits never need is no part of what each one loads.
const insecure = () => import('../trust/insecure.js');
const screens = { '/': () => import('../home/page.js'), '/dock': () => import('../dock/page.js'), '/station': () => import('../station/page.js') };

/** @param {{ Page: any }} props */
function Shell({ Page }) {
  useChanges(onSession);
  const [waiting, setWaiting] = useState(/** @type {ServiceWorker | null} */ (null));
  const [warning, setWarning] = useState(/** @type {{ Untrusted: any } | null} */ (null));
  useEffect(() => {
    // A browser that was led past its warning shows the page, and refuses to keep it: it does not trust where it comes from.
    watchUpdates(setWaiting).catch(async (error) => setWarning(error.name === 'SecurityError' ? await insecure() : null));
  }, []);
  return html`
    ${warning && html`<${warning.Untrusted} />`}
    ${wasCleared() && html`<div class="note" id="cleared" role="alert">${say('storage.cleared')} <button onClick=${() => noteCleared(false)}>${say('storage.seenTo')}</button></div>`}
    ${waiting && html`<${Update} worker=${waiting} />`}
    ${needsLogin() ? html`<${TopBar} title=${say('home.title')} /><${Login} isOver=${session() !== null} />` : html`<${Page} key=${`${session()?.person} ${session()?.owner}`} />`}`;
}

/** A newer version, which is taken when nothing waits that the older one made. @param {{ worker: ServiceWorker }} props */
function Update({ worker }) {
  const [isEmpty, setEmpty] = useState(false);
  useEffect(() => {
    const look = () => everything().then((all) => setEmpty(!all.some((entry) => entry.state === 'waiting')));
    look();
    return onOutbox(look);
  }, []);
  return html`
    <div class="note update" id="update" role="status">${say('update.ready')}
      <button disabled=${!isEmpty} onClick=${() => worker.postMessage('take over')}>${say(isEmpty ? 'update.take' : 'update.wait')}</button>
    </div>`;
}

/** @param {(worker: ServiceWorker | null) => void} found */
async function watchUpdates(found) {
  const address = '/service-worker.js';
  // A first worker takes the page over without anything having changed.
  let isUpdate = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // None has taken over where this device's storage was cleared: the open page goes on, and without a network no other would come.
    if (isUpdate && navigator.serviceWorker.controller) {
      location.reload();
    }

    isUpdate = true;
  });
  const registration = await navigator.serviceWorker.register(workerAddress(address), { updateViaCache: 'none' });
  const tell = () => found(navigator.serviceWorker.controller ? registration.waiting : null);
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', tell));
  tell();
  setInterval(() => {
    registration.update().catch(() => {});
    loadSession();
  }, askAgainMs);
}

async function start() {
  const root = /** @type {HTMLElement} */ (document.getElementById('page'));
  await loadWords();
  if (location.pathname === open) {
    const { Page } = await import('../trust/page.js');
    render(html`<${Page} />`, root);
    return;
  }

  if (!isSecureContext) {
    const { Insecure } = await insecure();
    render(html`<${Insecure} />`, root);
    return;
  }

  const [{ Page }] = await Promise.all([screens[/** @type {'/'} */ (location.pathname)](), loadSession()]);
  startSender();
  addEventListener('online', loadSession);
  render(html`<${Shell} Page=${Page} />`, root);
}

start();
