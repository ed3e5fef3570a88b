// Setting up a wall or a fixed station: it shows a code, and goes on by itself once an operator has let it in.

import { html, useEffect, useState } from '../../vendor/preact-htm.js';
import { exchange, loadSession, ways } from '../session.js';
import { say, sayRefusal, sayTime } from '../words.js';

/** @typedef {import('../session.js').CallError} CallError */

const askEveryMs = 3000;

export function Part() {
  const [shown, setShown] = useState(/** @type {{ code: string, until: number, now: number } | null} */ (null));
  const [trouble, setTrouble] = useState('');
  const { ended } = ways();
  useEffect(() => {
    let isOver = false;
    let timer = 0;
    async function ask() {
      try {
        const told = await exchange('POST', '/web/session/device', 'login', {});
        if (told.person) {
          await loadSession();
          return;
        }

        setShown({ ...told, until: Date.now() + told.until - told.now });
      } catch (error) {
        const refused = /** @type {CallError} */ (error);
        setTrouble(sayRefusal(refused));
        if (refused.outcome !== 'transient') {
          setShown(null);
        }
      }

      if (!isOver) {
        timer = setTimeout(ask, askEveryMs);
      }
    }

    ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, []);

  return html`
    <section id="device-login">
      <h2>${say('device.title')}</h2>
      ${ended && html`<p id="device-ended" class="note refused" role="alert">${sayEnd(ended)}</p>`}
      ${trouble && html`<p id="device-trouble" class="note refused" role="alert">${trouble}</p>`}
      ${shown && html`
        <p>${say('device.how')}</p>
        <p><output id="device-code" class="tag">${shown.code}</output></p>
        <p>${say('device.until', { time: sayTime(shown.until) })}</p>
        <p><code>${say('device.command', { code: shown.code })}</code></p>`}
    </section>`;
}

/** @param {NonNullable<import('../session.js').Ways['ended']>} ended */
function sayEnd({ device, by, at }) {
  const when = at === null ? '' : new Date(at).toLocaleString(document.documentElement.lang);
  return device === '' || at === null ? say('device.ended') : by === '' ? say('device.endedAt', { device, when }) : say('device.endedBy', { device, when, by });
}
