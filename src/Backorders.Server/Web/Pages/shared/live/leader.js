// What the one tab does that holds the stream for all: it opens what they want, tells them what it hears, and opens it again where it left off.

import { needsLogin } from '../session.js';
import { woken } from './keeping.js';
import { readStreams } from './stream.js';

const pausesMs = [500, 1000, 2000, 4000, 8000];
/** What lived so long was good: after it the next pause is the shortest again. */
const goodMs = 5000;

/**
 * @typedef {object} Wish What a tab wants to hear.
 * @property {string} id
 * @property {string} key The same for wishes that one call fulfils.
 * @property {string} call
 * @property {object} message Without a cursor.
 * @property {string} [cursor] Up to where the tab has heard; none for a call that begins with how things stand.
 */

/**
 * @typedef {object} Topic
 * @property {Wish} wish One of those that it fulfils.
 * @property {string | undefined} cursor Up to where all tabs have been told.
 * @property {Set<string>} known Ids of wishes.
 * @property {boolean} isOver Whether it was refused: it is not asked for again before somebody wishes it anew.
 */

/** @param {string} one @param {string} other Cursors are numbers of 64 bits, as texts. */
export const isBefore = (one, other) => BigInt(one) < BigInt(other);

/** @param {Wish[]} wishes @param {string} [cursor] */
const lowest = (wishes, cursor) => wishes.reduce((low, { cursor: own }) => low === undefined || own === undefined || isBefore(own, low) ? own : low, cursor);

/**
 * Leads until it is stopped.
 * @param {(message: any) => void} tell Tells all tabs, this one too.
 */
export function lead(tell) {
  const ended = new AbortController();
  /** @type {Map<string, Wish[]>} By tab. */
  const wishes = new Map();
  /** @type {Map<string, Topic>} By key. */
  const topics = new Map();
  let round = new AbortController();
  let failures = 0;
  let pause = 0;
  let wake = () => {};
  run();

  /** What a tab wants from now on, all of it. @param {string} tab @param {Wish[]} wanted */
  function take(tab, wanted) {
    wishes.set(tab, wanted);
    if (settle()) {
      failures = 0;
      round.abort();
      wake();
    }
  }

  /** Makes topics of the wishes. @returns {boolean} Whether the stream must be another one. */
  function settle() {
    /** @type {Map<string, Wish[]>} */
    const wanted = new Map();
    for (const wish of [...wishes.values()].flat()) {
      wanted.set(wish.key, [...wanted.get(wish.key) ?? [], wish]);
    }

    let isOther = false;
    for (const [key, { isOver }] of topics) {
      if (!wanted.has(key)) {
        topics.delete(key);
        isOther ||= !isOver;
      }
    }

    for (const [key, all] of wanted) {
      const topic = topics.get(key);
      const fresh = all.filter(({ id }) => !topic?.known.has(id));
      if (topic) {
        // Whoever comes to a call without a cursor must hear its beginning, and whoever is behind must hear what the others have heard.
        const isBehind = fresh.some(({ cursor }) => cursor === undefined || topic.cursor === undefined || isBefore(cursor, topic.cursor));
        isOther ||= isBehind || (fresh.length > 0 && topic.isOver);
        topic.isOver &&= fresh.length === 0;
        topic.cursor = isBehind ? lowest(fresh, topic.cursor) : topic.cursor;
        topic.known = new Set(all.map(({ id }) => id));
      } else {
        topics.set(key, { wish: all[0], cursor: lowest(all.slice(1), all[0].cursor), known: new Set(all.map(({ id }) => id)), isOver: false });
        isOther = true;
      }
    }

    return isOther;
  }

  async function run() {
    const { signal } = ended;
    while (!signal.aborted) {
      const open = [...topics].filter(([, topic]) => !topic.isOver);
      if (open.length === 0 || needsLogin()) {
        await rest();
        continue;
      }

      round = new AbortController();
      const { signal: over } = round;
      const isTroubled = await listen(open, over);
      if (over.aborted || signal.aborted) {
        continue;
      }

      if (isTroubled) {
        pause += 1;
        const pauseMs = pauseNow();
        tell({ pause, pauseMs });
        await rest(pauseMs);
      }
    }
  }

  /** Browsers that lost their node at once do not come back at once. */
  const pauseNow = () => pausesMs[Math.min(failures, pausesMs.length) - 1] * (0.5 + Math.random() / 2);

  /** @param {number} [mostMs] */
  async function rest(mostMs) {
    const woke = new AbortController();
    wake = () => woke.abort();
    ended.signal.addEventListener('abort', wake);
    await woken(woke.signal, mostMs);
    ended.signal.removeEventListener('abort', wake);
  }

  /**
   * Hears until the stream has ended, or has to be opened again.
   * @param {[string, Topic][]} open
   * @param {AbortSignal} over
   * @returns {Promise<boolean>} Whether a pause comes before the next.
   */
  async function listen(open, over) {
    const began = Date.now();
    const names = new Map(open.map(([key, topic], i) => [`s${i}`, { key, topic }]));
    let isTroubled = false;
    const trouble = () => {
      if (!isTroubled) {
        isTroubled = true;
        failures = Date.now() - began > goodMs ? 1 : failures + 1;
      }
    };
    const again = new AbortController();
    over.addEventListener('abort', () => again.abort());
    /** @param {string} name @param {any} answer */
    function hear(name, answer) {
      const { key, topic } = /** @type {{ key: string, topic: Topic }} */ (names.get(name));
      const after = topic.cursor;
      topic.cursor = after === undefined ? undefined : answer.cursor ?? '0';
      tell({ key, answer, after });
    }

    /** @param {string} name @param {import('../session.js').CallError} how */
    function end(name, { outcome, reason, message, details }) {
      const { key, topic } = /** @type {{ key: string, topic: Topic }} */ (names.get(name));
      names.delete(name);
      if (outcome === 'login') {
        tell({ login: true });
        again.abort();
      } else if (outcome === 'refused' && topic.cursor !== undefined && details.high_water !== undefined) {
        // The store was replaced by one that does not know this cursor. What stands in it is read anew, and what happens is heard from its end on.
        topic.cursor = details.high_water;
        tell({ key, lost: topic.cursor });
        again.abort();
      } else {
        topic.isOver = outcome === 'refused';
        tell({ key, ended: { outcome, reason, message, details } });
        if (outcome !== 'refused') {
          trouble();
          // The others go on meanwhile: opening one stream anew opens all of them.
          setTimeout(() => again.abort(), pauseNow());
        }
      }
    }

    const how = await readStreams(open.map(([, topic], i) => ({
      name: `s${i}`, call: topic.wish.call, message: topic.cursor === undefined ? topic.wish.message : { ...topic.wish.message, cursor: topic.cursor },
    })), hear, end, again.signal);
    if (again.signal.aborted) {
      return false;
    }

    if (how.outcome === 'login') {
      tell({ login: true });
      return false;
    }

    if (how.reason !== 'ENDED') {
      trouble();
      names.forEach(({ key, topic }) => {
        topic.isOver = how.outcome === 'refused';
        tell({ key, ended: { outcome: how.outcome, reason: how.reason, message: how.message, details: how.details } });
      });
    }

    return isTroubled;
  }

  return {
    take,
    /** Ends a pause. @param {number} which Of its number; no later one. */
    hurry(which) {
      if (which === pause) {
        wake();
      }
    },
    stop() {
      ended.abort();
      round.abort();
    },
  };
}
