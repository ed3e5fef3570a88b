// Every text that a person reads comes from a catalogue; the engine's refusals come as a name with parameters, and only a name that no catalogue knows is shown in the engine's own words.

/** @typedef {Record<keyof typeof import('./words/en.js').words, string>} Words */

/** @type {Words} */
let words;

/** Loads the catalogue of the browser's language; English where there is none. */
export async function loadWords() {
  const wanted = localStorage.getItem('backorders.language') ?? navigator.language;
  const language = wanted.startsWith('de') ? 'de' : 'en';
  /** @type {{ words: Words, direction?: string }} */
  const catalogue = language === 'de' ? await import('./words/de.js') : await import('./words/en.js');
  words = catalogue.words;
  document.documentElement.lang = language;
  document.documentElement.dir = catalogue.direction ?? 'ltr';
}

/**
 * A text, with its parameters in place.
 * @param {keyof Words} name
 * @param {Record<string, unknown>} [values]
 */
export function say(name, values = {}) {
  return words[name].replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ''));
}

/**
 * A refusal for a person.
 * @param {{ reason: string, message: string, details: Record<string, string> }} refusal
 */
export function sayRefusal({ reason, message, details }) {
  const name = /** @type {keyof Words} */ (`refusal.${reason}`);
  return name in words ? say(name, details) : message || reason;
}

/** @param {number} time */
export const sayTime = (time) => new Date(time).toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });

/** @param {string} time */
export const sayDay = (time) => new Date(time).toLocaleString(document.documentElement.lang, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
