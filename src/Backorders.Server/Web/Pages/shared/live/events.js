// What happens in a warehouse.

import { listen } from './hub.js';

/**
 * Follows events from a cursor on, each once and without a gap: also when the tab that holds the stream is closed, and when the stream ends.
 * @param {object} message What `Events/Subscribe` takes, without the cursor.
 * @param {string} from The cursor at which the page has looked.
 * @param {(events: any[]) => void} onEvents
 * @param {() => void} [onLost] The node does not know the cursor any more: the page must look again. Without it the page is told of no events, as one that looks at each call does.
 * @returns {() => void} Stops.
 */
export function follow(message, from, onEvents, onLost = () => onEvents([])) {
  return listen({
    call: 'Events/Subscribe', message, cursor: from, onLost,
    onAnswer: (answer) => answer.events?.length && onEvents(answer.events),
    onEnd: () => {},
  });
}
