// The camera's picture on a page, with a frame: what lies in its middle is read.

import { html, useEffect, useRef, useState } from '../../vendor/preact-htm.js';
import { labelOf } from '../scanning/barcode.js';
import { say } from '../words.js';
import { watch } from './watch.js';

/** @typedef {import('./watch.js').State} State */

/** Nobody looks at a hidden page: its camera is closed, and opened again when it is seen. */
function useSeen() {
  const [isSeen, setSeen] = useState(!document.hidden);
  useEffect(() => {
    const look = () => setSeen(!document.hidden);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return isSeen;
}

/** Escape closes it, unless it is for a field. @param {() => void} onClose */
function useEscape(onClose) {
  const latest = useRef(onClose);
  latest.current = onClose;
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    function press({ key, target }) {
      if (key === 'Escape' && !(target instanceof HTMLElement && target.closest('form'))) {
        latest.current();
      }
    }

    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

/** @param {{ onScan: (raw: string) => void, onClose: () => void }} props */
export function View({ onScan, onClose }) {
  const [state, setState] = useState(/** @type {State} */ ({ name: 'opening' }));
  const [round, setRound] = useState(0);
  const [isLit, setLit] = useState(false);
  const place = useRef(/** @type {any} */ (null));
  const video = useRef(/** @type {any} */ (null));
  const frame = useRef(/** @type {any} */ (null));
  const eye = useRef(/** @type {ReturnType<typeof watch> | null} */ (null));
  const latest = useRef(onScan);
  latest.current = onScan;
  const isSeen = useSeen();
  useEscape(onClose);
  useEffect(() => place.current.scrollIntoView({ block: 'nearest' }), []);
  useEffect(() => {
    if (!isSeen) {
      return undefined;
    }

    setLit(false);
    eye.current = watch({ video: video.current, frame: frame.current, onState: setState, onCode: (raw) => latest.current(raw) });
    return () => eye.current?.close();
  }, [round, isSeen]);

  function light() {
    eye.current?.light(!isLit).then(() => setLit(!isLit), () => setLit(false));
  }

  const isTrouble = state.name === 'trouble';
  return html`
    <section id="camera-view" class="camera" data-state=${state.name} data-reason=${state.reason ?? ''} aria-label=${say('camera.title')} ref=${place}>
      <div class="picture" hidden=${isTrouble}>
        <video ref=${video} playsinline muted aria-label=${say('camera.picture')}></video>
        <div class="frame" ref=${frame}></div>
      </div>
      <p class=${isTrouble ? 'note refused' : 'said'} role=${isTrouble ? 'alert' : 'status'}>${told(state)}</p>
      <div class="row">
        ${isTrouble && html`<button id="camera-again" onClick=${() => setRound(round + 1)}>${say('again')}</button>`}
        ${state.name === 'taken' && html`<button id="once-more" onClick=${() => eye.current?.forget()}>${say('camera.onceMore')}</button>`}
        ${!isTrouble && state.isLight && html`<button id="light" class="toggle" aria-pressed=${isLit} onClick=${light}>${say('camera.light')}</button>`}
        <button id="camera-close" class="quiet" onClick=${onClose}><kbd>Esc</kbd> ${say('form.close')}</button>
      </div>
    </section>`;
}

/** @param {State} state */
function told({ name, raw, reason }) {
  return name === 'taken' ? say('camera.taken', { code: labelOf(raw ?? '') }) : say(/** @type {any} */ (`camera.${name === 'trouble' ? reason : name}`));
}
