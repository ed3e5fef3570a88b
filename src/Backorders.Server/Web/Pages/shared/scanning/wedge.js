// A wedge scanner types into the document like a very fast person. Speed tells the two apart, so nobody has to put a cursor anywhere. It counts when a key was pressed: a busy device hands keys
// over late, and then what was given up for want of the next key goes on.

/** A scanner's keys are 1 to 20 ms apart; a person's 80 and more. The middle gap of a code decides: one that was held up by a busy device does not. */
const scannerGapMs = 60;
/** After so long a pause nothing more of the same code comes. */
const endMs = 500;
/** A key that nothing follows so long was a person's. */
const personMs = 150;
const lengthMin = 3;
/** Group separator: scanners send it as Ctrl+] between the parts of an element string. */
const separator = '\x1d';

/** @typedef {{ field: HTMLInputElement, value: string }} Before A field as it was before a scanner typed into it. */

/** @param {number[]} times */
function middleGap(times) {
  const gaps = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? Infinity;
}

/** @param {EventTarget | null} target */
const isField = (target) => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;

/**
 * Listens until the returned function is called.
 * @param {object} heard
 * @param {(text: string) => void} heard.onScan
 * @param {(key: string) => void} heard.onKey A key that a person pressed outside of any field.
 * @param {() => void} heard.onBroken A scanner's code without its end.
 */
export function listenForScans({ onScan, onKey, onBroken }) {
  let text = '';
  /** @type {number[]} */
  let times = [];
  /** @type {Before | null} */
  let before = null;
  let pause = 0;
  /** Nothing of the text that is there goes on after so long. */
  let lastsMs = endMs;
  /** So many of its keys were told as a person's. */
  let told = 0;

  function forget() {
    text = '';
    times = [];
    before = null;
    lastsMs = endMs;
    told = 0;
  }

  /** @param {boolean} isOutside */
  function onPause(isOutside) {
    if (text.length <= 2) {
      const typed = text.slice(told);
      told = text.length;
      lastsMs = personMs;
      if (isOutside) {
        [...typed].forEach(onKey);
      }
    } else {
      pause = setTimeout(() => {
        if (isOutside && text.length > lengthMin && middleGap(times) <= scannerGapMs) {
          onBroken();
        }
      }, endMs - personMs);
    }
  }

  /** @param {KeyboardEvent} event */
  function finish(event) {
    const isScan = text.length >= lengthMin && middleGap([...times, event.timeStamp]) <= scannerGapMs;
    if (isScan) {
      // It ends a scan: it presses no button, leaves no field, and what it typed into a field goes out again.
      event.preventDefault();
      event.stopImmediatePropagation();
      if (before) {
        before.field.value = before.value;
        before.field.dispatchEvent(new Event('input', { bubbles: true }));
      }
    }

    const scanned = text;
    forget();
    if (isScan) {
      onScan(scanned);
    }
  }

  /** @param {KeyboardEvent} event */
  function onKeydown(event) {
    if (event.target instanceof HTMLElement && event.target.dataset.scan === 'field') {
      // Serial numbers are scanned into their field, one a line.
      forget();
      return;
    }

    const key = event.ctrlKey && event.key === ']' ? separator : event.key;
    const isText = key.length === 1 && (!event.ctrlKey || key === separator) && !event.altKey && !event.metaKey;
    if (key !== 'Enter' && key !== 'Tab' && !isText) {
      return;
    }

    clearTimeout(pause);
    if (times.length > 0 && event.timeStamp - times[times.length - 1] > lastsMs) {
      forget();
    }

    if (!isText) {
      finish(event);
      return;
    }

    lastsMs = endMs;

    if (text === '' && event.target instanceof HTMLInputElement) {
      before = { field: event.target, value: event.target.value };
    }

    text += key;
    times.push(event.timeStamp);
    pause = setTimeout(onPause, personMs, !isField(event.target));
  }

  document.addEventListener('keydown', onKeydown, { capture: true });
  return () => {
    clearTimeout(pause);
    document.removeEventListener('keydown', onKeydown, { capture: true });
  };
}
