// One stream for all tabs of a browser: one of them holds it, by a Web Lock, and tells the others. Each tab knows what it wants and up to where it has heard, so any of them can go on.

import { CallError, loseSession, onSession, session } from '../session.js';
import { isBefore, lead } from './leader.js';

/** Who leads is never silent for so long unless there is nothing to hear, or it is frozen. */
const silentMs = 20_000;
const lookMs = 5000;
const answerMs = 3000;
/** A tab that has just looked may know more than what is still on its way to it. One that does so for longer has the cursor of another store. */
const aheadMs = 4000;
/** A break is said when it has lasted so long. */
const brokenMs = 5000;

/**
 * @typedef {object} Listener
 * @property {string} call Such as `Events/Subscribe`.
 * @property {object} message Without a cursor.
 * @property {string} [cursor] From where on to hear; none for a call that begins with how things stand.
 * @property {(answer: any) => void} onAnswer With a cursor: each once, in order, without a gap.
 * @property {(how: CallError) => void} onEnd It has ended. What may pass is opened again; what was refused is not, until somebody wants it anew.
 * @property {() => void} [onLost] The node does not know the cursor: what was read before may be wrong. What happens from now on is heard.
 */

/** @typedef {import('./leader.js').Wish & { listener: Listener, who: string, brokeAt?: number, aheadAt?: number }} Wanted */

const tab = crypto.randomUUID();
/** Everybody can see which tabs live: a lock is given back by a tab that is closed, and by one that is killed. @param {string} which */
const lockOf = (which) => `backorders-tab ${which}`;
/** Who asks for the lock of a tab that does not have it yet would take it for dead. */
const isAlive = new Promise((resolve) => {
  navigator.locks.request(lockOf(tab), () => {
    resolve(undefined);
    return new Promise(() => {});
  });
});
/** @type {Set<Wanted>} */
const wishes = new Set();
/** @type {{ leave: () => void, tellWishes: () => void, id: string } | null} */
let place = null;
let isAway = false;
let isTelling = false;

const whoNow = () => JSON.stringify([session()?.person, session()?.owner]);

/**
 * Hears a call's answers for as long as it is wanted.
 * @param {Listener} listener
 * @returns {() => void} Stops.
 */
export function listen(listener) {
  const { call, message, cursor } = listener;
  /** @type {Wanted} */
  const wish = { id: crypto.randomUUID(), key: JSON.stringify([call, message]), call, message, cursor, listener, who: whoNow() };
  wishes.add(wish);
  changed();
  return () => {
    wishes.delete(wish);
    sayBreak();
    changed();
  };
}

/** Tells the page since when it does not hear what happens: null while it does. */
function sayBreak() {
  const broken = [...wishes].flatMap(({ brokeAt }) => brokeAt ?? []).filter((at) => at + brokenMs <= Date.now());
  dispatchEvent(new CustomEvent('backorders-live', { detail: broken.length > 0 ? Math.min(...broken) : null }));
}

/** Several changes of one moment are told as one. */
function changed() {
  if (isTelling) {
    return;
  }

  isTelling = true;
  const { port1, port2 } = new MessageChannel(); // a timer would be late in a hidden tab
  port1.onmessage = async () => {
    port1.close();
    await isAlive;
    isTelling = false;
    keepPlace();
    place?.tellWishes();
  };
  port2.postMessage(0);
}

/** Joins the tabs of the session of now, and leaves those of another. */
function keepPlace() {
  const id = session()?.id;
  if (place && place.id !== id) {
    place.leave();
    place = null;
  }

  if (!place && id && !isAway && wishes.size > 0) {
    place = join(id);
  }
}

onSession(() => {
  if (place && place.id !== session()?.id) {
    changed();
  }
});

/** A tab that the browser freezes, or keeps for the way back, hears nothing: another one leads meanwhile, and it goes on from where it has heard. @param {boolean} away */
function setAway(away) {
  isAway = away;
  if (away) {
    place?.leave();
    place = null;
  } else {
    changed();
  }
}

document.addEventListener('freeze', () => setAway(true));
document.addEventListener('resume', () => setAway(false));
addEventListener('pagehide', () => setAway(true));
addEventListener('pageshow', () => setAway(false));


/** @param {string} id Of the session. */
function join(id) {
  const name = `backorders-live ${id}`;
  const tabs = new BroadcastChannel(name);
  const left = new AbortController();
  /** @type {ReturnType<typeof lead> | null} */
  let leading = null;
  /** @type {string | null} */
  let leader = null;
  let heardAt = Date.now();
  let queue = new AbortController();
  /** @type {() => void} */
  let stepDown = () => {};

  const own = () => [...wishes].filter(({ who }) => who === whoNow());
  const told = () => own().map(({ id: wish, key, call, message, cursor }) => ({ id: wish, key, call, message, cursor }));

  function tellWishes() {
    leading?.take(tab, told());
    tabs.postMessage({ tab, wishes: told() });
  }

  tabs.onmessage = (/** @type {MessageEvent<any>} */ { data }) => {
    if (data.tab) {
      hearTab(data);
    } else if (data.leads) {
      leader = data.leads;
      heardAt = Date.now();
      if (data.isNew) {
        tellWishes();
      }
    } else if (data.from === leader && !leading) {
      heardAt = Date.now();
      hear(data);
    }
  };

  /** @param {any} said */
  function hearTab(said) {
    if (!leading) {
      return;
    }

    if (said.wishes) {
      tabs.postMessage({ leads: tab });
      watch(said.tab);
      leading.take(said.tab, said.wishes);
    } else if (said.hurry) {
      leading.hurry(said.hurry);
    } else {
      tabs.postMessage({ leads: tab });
    }
  }

  /** @type {Set<string>} */
  const watched = new Set();
  /** Forgets what a tab wants when it is gone. @param {string} which */
  function watch(which) {
    if (!watched.has(which)) {
      watched.add(which);
      navigator.locks.request(lockOf(which), { signal: left.signal }, () => {
        watched.delete(which);
        leading?.take(which, []);
      }).catch(() => {});
    }
  }

  /** @param {any} said By who leads. */
  function hear(said) {
    if (said.login) {
      loseSession();
    } else if (said.pause) {
      // The timers of a hidden tab are late: whoever is looked at ends the pause in time.
      setTimeout(() => document.hidden || tabs.postMessage({ tab, hurry: said.pause }), said.pauseMs);
    }

    for (const wish of own().filter(({ key }) => key === said.key)) {
      if (said.answer) {
        if (wish.brokeAt !== undefined) {
          wish.brokeAt = undefined;
          sayBreak();
        }

        hearAnswer(wish, said.answer, said.after);
      } else if (said.lost !== undefined) {
        lose(wish, said.lost);
      } else if (said.ended) {
        const { outcome, reason, message, details } = said.ended;
        if (wish.cursor !== undefined && outcome === 'transient') {
          wish.brokeAt ??= Date.now();
          setTimeout(sayBreak, brokenMs);
        }

        wish.listener.onEnd(new CallError(outcome, reason, message, details));
      }
    }
  }

  /** What a tab knows may be wrong: it looks again, and hears what happens from here on. @param {Wanted} wish @param {string} cursor */
  function lose(wish, cursor) {
    wish.cursor = cursor;
    wish.listener.onLost?.();
  }

  /** @param {Wanted} wish @param {any} answer @param {string | undefined} after Where the answer goes on: everything up to there was told before it. */
  function hearAnswer(wish, answer, after) {
    if (wish.cursor !== undefined && after !== undefined) {
      const cursor = answer.cursor ?? '0';
      if (isBefore(wish.cursor, after)) {
        // Something is missing between: it is wanted anew, from where this tab has heard.
        wish.id = crypto.randomUUID();
        changed();
        return;
      }

      if (answer.highWater !== undefined && isBefore(answer.highWater, wish.cursor)) {
        wish.aheadAt ??= Date.now();
        if (Date.now() - wish.aheadAt > aheadMs) {
          wish.aheadAt = undefined;
          lose(wish, cursor);
        }

        return;
      }

      wish.aheadAt = undefined;
      if (!isBefore(wish.cursor, cursor)) {
        return; // heard before
      }

      wish.cursor = cursor;
    }

    wish.listener.onAnswer(answer);
  }

  /** Leads until this tab leaves, or is robbed. */
  function take() {
    return new Promise((resolve) => {
      leader = tab;
      leading = lead((message) => {
        tabs.postMessage({ from: tab, ...message });
        hear(message);
      });
      stepDown = () => {
        leading?.stop();
        leading = null;
        resolve(undefined);
      };
      leading.take(tab, told());
      tabs.postMessage({ leads: tab, isNew: true });
    });
  }

  /** @param {boolean} isRobbery Takes the lock from who holds it and does nothing with it. */
  function wait(isRobbery) {
    queue.abort();
    queue = new AbortController();
    navigator.locks.request(name, isRobbery ? { steal: true } : { signal: queue.signal }, () => left.signal.aborted ? undefined : take()).catch(() => {
      if (leading && !left.signal.aborted) {
        // Another tab found this one silent and leads now.
        stepDown();
        wait(false);
      }
    });
  }

  wait(false);
  const looking = setInterval(() => {
    if (!leading && Date.now() - heardAt > silentMs) {
      const before = heardAt;
      tabs.postMessage({ tab });
      setTimeout(() => {
        if (!leading && heardAt === before && !left.signal.aborted) {
          heardAt = Date.now();
          wait(true);
        }
      }, answerMs);
    }
  }, lookMs);

  return {
    id,
    tellWishes,
    leave() {
      tabs.postMessage({ tab, wishes: [] });
      left.abort();
      queue.abort();
      stepDown();
      clearInterval(looking);
      tabs.close();
    },
  };
}
