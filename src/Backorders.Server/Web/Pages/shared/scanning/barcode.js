// What a scanned text says. Source: GS1 General Specifications, 3 (application identifiers) and 7.8 (element strings with and without separators).

/**
 * @typedef {object} Scanned
 * @property {string} [gtin]
 * @property {string} [sscc]
 * @property {string} [sku] A text that is none of GS1's: the owner's own code.
 * @property {string} [lot]
 * @property {string} [expiry] YYYY-MM-DD
 * @property {string} [serial]
 * @property {number} [count]
 * @property {string} [wrong] Why it cannot be used: the name of a text.
 */

const separator = '\x1d';

/** What a scanner puts before a text to tell its symbology, where it is set to. Source: ISO/IEC 15424. */
const symbology = /^\][A-Za-z][0-9A-Za-z]/;
/** Those of element strings. */
const ofElements = /^\](C1|d2|Q3|e0|J1)/;

/** Identifiers whose values have a fixed length and need no separator behind them: the first two digits, and the length with the identifier. */
const fixed = {
  '00': 20, '01': 16, '02': 16, '03': 16, '04': 18, '11': 8, '12': 8, '13': 8, '14': 8, '15': 8, '16': 8, '17': 8, '18': 8, '19': 8, '20': 4,
  '31': 10, '32': 10, '33': 10, '34': 10, '35': 10, '36': 10, '41': 16,
};

/** How long an identifier is that begins with these digits, where it is not two. */
const longer = [[/^(23|24|25|39[0-9]?|40|41|42|71|72)/, 3], [/^(31|32|33|34|35|36|39|43|70|80|81|82)/, 4]];

/** @param {string} text @returns {boolean} */
export function hasRightCheckDigit(text) {
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    sum += Number(text[text.length - 1 - i]) * (i % 2 === 0 ? 1 : 3);
  }

  return sum % 10 === 0;
}

/** A text without its symbology, unless that is one of element strings: it says how to read the text. @param {string} raw */
export function textOf(raw) {
  const text = raw.trim();
  return ofElements.test(text) || text.length <= 3 ? text : text.replace(symbology, '');
}

/** A text for people: without its symbology, and with blanks for separators. @param {string} raw */
export const labelOf = (raw) => textOf(raw).replace(ofElements, '').replaceAll(separator, ' ');

/**
 * Reads a scan.
 * @param {string} raw As the scanner typed it.
 * @param {Date} [today] Decides the century of a date.
 * @returns {Scanned}
 */
export function readBarcode(raw, today = new Date()) {
  const told = textOf(raw);
  const text = told.replace(ofElements, '');
  const isMarked = text.length < told.length;
  if (/^\d+$/.test(text) && !isMarked) {
    if ([8, 12, 13, 14].includes(text.length)) {
      return hasRightCheckDigit(text) ? { gtin: text } : { wrong: 'scan.misread' };
    }

    if (text.length === 18) {
      return hasRightCheckDigit(text) ? { sscc: text } : { wrong: 'scan.misread' };
    }
  }

  if (/^\(\d{2,4}\)/.test(text)) {
    return understand([...text.matchAll(/\((\d{2,4})\)([^(]*)/g)].map(([, ai, value]) => [ai, value]), today);
  }

  const isElements = isMarked || text.includes(separator) || /^(00\d{18}|01\d{14}|02\d{14})/.test(text);
  return isElements ? understand(split(text), today) : { sku: text };
}

/**
 * Serial numbers, each once: one a line, as scanned, by itself or within an element string. A line that is an item's code is none.
 * @param {string} text @param {(read: Scanned) => boolean} isItem
 */
export function serialsIn(text, isItem) {
  const lines = text.split(/[\s,;]+/).filter(Boolean).map((line) => ({ line, read: readBarcode(line) }));
  return [...new Set(lines.filter(({ read }) => read.serial || !isItem(read)).map(({ line, read }) => read.serial ?? line))];
}

/** @param {string} text @returns {string[][] | null} Pairs of identifier and value. */
function split(text) {
  const pairs = [];
  let rest = text.startsWith(separator) ? text.slice(1) : text;
  while (rest.length > 0) {
    const start = rest.slice(0, 2);
    const length = identifierLength(rest);
    const whole = /** @type {Record<string, number>} */ (fixed)[start];
    const end = whole ?? (rest.indexOf(separator) < 0 ? rest.length : rest.indexOf(separator));
    if (!/^\d{2}/.test(rest) || end > rest.length || end <= length) {
      return null;
    }

    pairs.push([rest.slice(0, length), rest.slice(length, end)]);
    rest = rest.slice(end);
    rest = rest.startsWith(separator) ? rest.slice(1) : rest;
  }

  return pairs;
}

/** @param {string} rest */
function identifierLength(rest) {
  if (/^3[1-6]/.test(rest) || /^39/.test(rest)) {
    return 4;
  }

  return Number(longer.find(([pattern]) => /** @type {RegExp} */ (pattern).test(rest))?.[1] ?? 2);
}

/** @param {string[][] | null} pairs @param {Date} today @returns {Scanned} */
function understand(pairs, today) {
  if (!pairs || pairs.length === 0) {
    return { wrong: 'scan.unreadable' };
  }

  /** @type {Scanned} */
  const scanned = {};
  for (const [ai, value] of pairs) {
    switch (ai) {
      case '00': scanned.sscc = value; break;
      case '01': case '02': scanned.gtin = value; break;
      case '10': scanned.lot = value; break;
      case '17': scanned.expiry = dayOf(value, today); break;
      case '21': scanned.serial = value; break;
      case '30': case '37': scanned.count = Number(value); break;
    }
  }

  const key = scanned.sscc ?? scanned.gtin;
  if (!key) {
    // By itself it names nothing that could be booked; beside an item that was scanned before, it is a second code of the same carton.
    return { ...scanned, wrong: 'scan.noItem' };
  }

  return hasRightCheckDigit(key) ? scanned : { wrong: 'scan.misread' };
}

/**
 * A date of six digits: the century is the one that puts it less than 50 years away; day 00 is the last of its month. Source: GS1 General Specifications, 3.4.2 and 7.12.
 * @param {string} digits @param {Date} today
 */
function dayOf(digits, today) {
  const [year, month, day] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2)));
  const now = today.getFullYear();
  const distance = year - now % 100;
  const century = Math.floor(now / 100) + (distance >= 51 ? -1 : distance <= -50 ? 1 : 0);
  const full = century * 100 + year;
  const last = new Date(Date.UTC(full, month, 0)).getUTCDate();
  return `${full}-${String(month).padStart(2, '0')}-${String(day === 0 ? last : day).padStart(2, '0')}`;
}
