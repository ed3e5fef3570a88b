// Reads the one stream of a browser. By fetch: an EventSource cannot send a message, and cannot tell a login that is over from a lost network.

import { CallError, errorOf, session } from '../session.js';

/** The node gives a sign of life in each stream at least every ten seconds: after three of them missed the connection is dead, whatever the system says. */
const silentMs = 30_000;

/**
 * @typedef {object} Wanted A call whose answers are wanted.
 * @property {string} name What its events are named by.
 * @property {string} call Such as `Events/Subscribe`.
 * @property {object} message
 */

/**
 * Reads until the last of the calls has ended, and says how the whole ended; it never throws.
 * @param {Wanted[]} streams
 * @param {(name: string, answer: any) => void} onAnswer
 * @param {(name: string, how: CallError) => void} onEnd One of the calls has ended, and the others go on.
 * @param {AbortSignal} signal Ends it.
 * @returns {Promise<CallError>} OFFLINE when it broke off, ENDED when each call had its end.
 */
export async function readStreams(streams, onAnswer, onEnd, signal) {
  const giveUp = new AbortController();
  const stop = () => giveUp.abort();
  signal.addEventListener('abort', stop);
  let watch = setTimeout(stop, silentMs);
  let open = streams.length;
  try {
    const response = await fetch('/web/live', {
      method: 'POST', signal: giveUp.signal, body: JSON.stringify({ streams }),
      headers: { 'content-type': 'application/json', 'backorders-page': session()?.id ?? '' },
    });
    if (!response.ok || !response.body) {
      return errorOf(await response.json(), response.status);
    }

    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return new CallError('transient', open === 0 ? 'ENDED' : 'OFFLINE', '');
      }

      clearTimeout(watch);
      watch = setTimeout(stop, silentMs);
      const events = (text + value).split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const [, name, end, data] = /^event: ([\w-]+)(\.end)?\ndata: (.*)$/.exec(event) ?? [];
        if (!end) {
          onAnswer(name, JSON.parse(data));
          continue;
        }

        const body = JSON.parse(data);
        open -= 1;
        onEnd(name, body.code ? errorOf(body) : new CallError('transient', 'ENDED', ''));
      }
    }
  } catch {
    return new CallError('transient', 'OFFLINE', '');
  } finally {
    clearTimeout(watch);
    signal.removeEventListener('abort', stop);
    giveUp.abort();
  }
}
