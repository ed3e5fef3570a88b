// The list of pages.

import { html } from '../vendor/preact-htm.js';
import { TopBar } from '../shared/components.js';
import { say } from '../shared/words.js';

export function Page() {
  return html`
    <${TopBar} title=${say('home.title')} />
    <main>
      <a class="choice" href="/dock"><strong>${say('home.dock')}</strong><span>${say('home.dockWhat')}</span></a>
      <a class="choice" href="/station"><strong>${say('home.station')}</strong><span>${say('home.stationWhat')}</span></a>
    </main>`;
}
