// The camera for a page that scans. Nothing of it is loaded before somebody opens it.

import { html, useEffect, useState } from '../../vendor/preact-htm.js';
import { prepareSignals } from '../feedback.js';
import { textOf } from '../scanning/barcode.js';
import { say } from '../words.js';

/** The key that opens and closes it. Digits have other meanings on the pages that scan. */
export const cameraKey = 'c';

/** @param {(raw: string) => void} onScan What a wedge scanner's code would go to. */
export function useCamera(onScan) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return {
    isOpen,
    toggle() {
      prepareSignals();
      setOpen((/** @type {boolean} */ before) => !before);
    },
    view: isOpen && html`<${Loaded} onScan=${(/** @type {string} */ raw) => intoField(raw) || onScan(raw)} onClose=${close} />`,
  };
}

/** Serial numbers, and a lot, go into their field while the cursor is in it, as those of a wedge scanner do: serials one a line. @param {string} raw */
function intoField(raw) {
  const field = document.activeElement;
  const isOneLine = field instanceof HTMLInputElement;
  if (!(isOneLine || field instanceof HTMLTextAreaElement) || field.dataset.scan !== 'field') {
    return false;
  }

  field.setRangeText(isOneLine ? textOf(raw) : `${textOf(raw)}\n`, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return true;
}

/** @param {{ onScan: (raw: string) => void, onClose: () => void }} props */
function Loaded(props) {
  const [View, setView] = useState(/** @type {any} */ (null));
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    import('./view.js').then((module) => setView(() => module.View), () => setLost(true));
  }, []);
  return isLost ? html`<p class="note refused" role="alert">${say('camera.noDecoder')} <button class="quiet" onClick=${props.onClose}>${say('form.close')}</button></p>`
    : View && html`<${View} ...${props} />`;
}
