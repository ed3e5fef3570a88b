// A label on its way to a printer: asked for once, however often the question must be sent, and followed until somebody knows what became of it.

import { call } from '../session.js';

/**
 * @typedef {object} Job
 * @property {'sending' | 'WAITING' | 'TAKEN' | 'PRINTED' | 'FAILED' | 'EXPIRED' | 'UNKNOWN' | 'refused'} state
 * @property {string} detail
 * @property {{ reason: string, message: string, details: Record<string, string> } | null} refusal
 */

const lookMs = 700;
/** A question that was not answered is sent again for so long: after two minutes nothing is printed any more. */
const askMs = 60_000;

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Has a label printed.
 * @param {{ warehouse: string, printer: string, label: any, reprint: boolean }} wanted
 * @param {(job: Job) => void} tell Told of each change.
 * @param {AbortSignal} signal Ends the telling, and nothing else.
 */
export async function print({ warehouse, printer, label, reprint }, tell, signal) {
  const requestId = crypto.randomUUID();
  const message = { warehouse, requestId, printer, label, reprint };
  const began = Date.now();
  tell({ state: 'sending', detail: '', refusal: null });
  let isAsked = false;
  while (!signal.aborted) {
    try {
      const { job } = await (isAsked ? call('Printing/GetPrintJob', { warehouse, requestId }) : call('Printing/PrintLabel', message));
      isAsked = true;
      const state = job.state.replace('PRINT_JOB_STATE_', '');
      tell({ state, detail: job.detail ?? '', refusal: null });
      if (state !== 'WAITING' && state !== 'TAKEN') {
        return;
      }
    } catch (error) {
      const { outcome, reason, message: words, details } = /** @type {import('../session.js').CallError} */ (error);
      if (outcome !== 'transient' || (!isAsked && Date.now() - began > askMs)) {
        tell({ state: 'refused', detail: '', refusal: { reason, message: words, details } });
        return;
      }
    }

    await pause(lookMs);
  }
}
