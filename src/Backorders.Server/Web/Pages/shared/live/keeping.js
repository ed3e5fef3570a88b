// What one tab of a browser does for all of them, as long as it lives; then another goes on.

import { needsLogin, onSession } from '../session.js';

/**
 * Does something again and again in the one tab that has the lock, while somebody is logged in.
 * @param {string} name Of the lock.
 * @param {(signal: AbortSignal) => Promise<void>} work Ends when the signal fires, or to be begun anew.
 * @returns {() => void} Ends it in this tab.
 */
export function keep(name, work) {
  const ended = new AbortController();
  const { signal } = ended;
  navigator.locks.request(name, { signal }, async () => {
    while (!signal.aborted) {
      await (needsLogin() ? woken(signal) : work(signal));
    }
  }).catch(() => {});
  return () => ended.abort();
}

/** A pause that ends early when the network is back, when somebody has logged in, and when all is over. @param {AbortSignal} signal @param {number} [mostMs] */
export function woken(signal, mostMs) {
  return new Promise((resolve) => {
    const timer = mostMs === undefined ? 0 : setTimeout(done, mostMs);
    const forget = onSession(done);
    addEventListener('online', done);
    signal.addEventListener('abort', done);
    function done() {
      clearTimeout(timer);
      forget();
      removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve(undefined);
    }
  });
}
