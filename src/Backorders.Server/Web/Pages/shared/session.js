// Who is logged in, and calls to the node. The key itself is never kept here: the browser has a cookie that no script can read.

import { fact, onCleared, setFact } from './store.js';

/**
 * @typedef {object} Session
 * @property {string} id Names the session in the header that every call carries.
 * @property {string} person The key's name, or issuer and subject.
 * @property {string | null} called What people call the person; null for the key's name.
 * @property {string | null} owner Whose goods it is about.
 * @property {string | null} chosenOwner The owner that was named at the login; null for a key that is bound to one.
 * @property {boolean} isDevice Whether it is a wall or a fixed station, whose login ends when it is revoked.
 * @property {string | null} station The station that a device always is.
 * @property {string[]} roles
 * @property {string[]} warehouses
 * @property {number} skewMs How far this device's clock is ahead of the node's.
 */

/** @typedef {'login' | 'refused' | 'transient'} Outcome */
/**
 * @typedef {object} Ways How somebody can log in.
 * @property {{ name: string, title: string }[]} issuers
 * @property {CallError | null} refused Why the last login through one came to nothing.
 * @property {{ device: string, by: string, at: number | null } | null} ended The login of this device that was revoked, by whom and when.
 * @property {string | null} goesOn The issuer at which the session goes on that was ended here.
 */

const remembered = 'session';
const cleared = 'cleared';

/** A call that did not bring an answer: what is to be done about it, and the engine's words. */
export class CallError extends Error {
  /**
   * @param {Outcome} outcome
   * @param {string} reason The refusal's name; OFFLINE when nobody answered.
   * @param {string} message
   * @param {Record<string, string>} [details]
   */
  constructor(outcome, reason, message, details = {}) {
    super(message);
    this.outcome = outcome;
    this.reason = reason;
    this.details = details;
  }
}

/** @type {Session | null} */
let current = null;
/** Whether somebody must log in before anything more is sent. */
let isLost = false;
/** @type {Ways} */
let offered = { issuers: [], refused: null, ended: null, goesOn: null };
/** Whether scans may have been lost with what this device kept, and nobody has seen to them. */
let isCleared = false;
/** @type {Promise<unknown> | undefined} */
let before;
const listeners = new Set();
const others = new BroadcastChannel('backorders-session');
others.onmessage = () => loadSession();

export const session = () => current;
export const ways = () => offered;
export const needsLogin = () => current === null || isLost;
export const wasCleared = () => isCleared;

onCleared(() => noteCleared(true));

/** It is on the disk until somebody has seen to it. @param {boolean} is */
export function noteCleared(is) {
  isCleared = is;
  setFact(cleared, is).catch(() => {});
  listeners.forEach((listener) => listener());
}

/** Whether a page of this origin was ever shown on this device, as far as that knows: each notes whether somebody is logged in. */
async function isNew() {
  before ??= fact(remembered);
  return await before === undefined;
}

/** @param {() => void} listener */
export function onSession(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param {Session | null} next @param {boolean} lost */
function become(next, lost) {
  current = next;
  isLost = lost;
  setFact(remembered, next).catch(() => {});
  listeners.forEach((listener) => listener());
}

/** The node does not know the session any more: what was scanned stays, and somebody must log in. */
export function loseSession() {
  const isDevice = current?.isDevice;
  become(current, true);
  if (isDevice) {
    loadSession(); // it tells by whom it was logged out
  }
}

/** Asks the node who is logged in. Without a network the last one goes on scanning; nothing is sent before the node has confirmed it. */
export async function loadSession() {
  try {
    const isFirst = await isNew();
    isCleared ||= await fact(cleared) === true;
    const asked = Date.now();
    const response = await fetch('/web/session', { signal: AbortSignal.timeout(8000) });
    if (!response.ok) {
      throw new TypeError(`HTTP ${response.status}`);
    }

    const { issuers, refused, ended, ...told } = await response.json();
    before = Promise.resolve(null);
    const skewMs = (asked + Date.now()) / 2 - told.now;
    offered = { ...offered, issuers, ended, refused: refused ? new CallError('login', refused.reason, refused.message, refused.details) : offered.refused };
    if (told.person) {
      offered.goesOn = offered.refused = null;
      if (current !== null && current.id !== told.id) {
        others.postMessage('changed');
      }

      become({ ...told, skewMs }, false);
      if (isFirst) {
        noteCleared(true); // the cookie was here before anything else: the rest was cleared
      }
    } else {
      become(current ?? await recall(), true);
    }
  } catch {
    become(current ?? await recall(), isLost);
  }
}

/** Who was logged in before a reload or a crash. @returns {Promise<Session | null>} */
async function recall() {
  return await fact(remembered) ?? null;
}

/** @param {string} key @param {string} owner */
export async function logIn(key, owner) {
  await exchange('POST', '/web/session', 'login', { key, owner });
  await loadSession();
  others.postMessage('changed');
}

export async function logOut() {
  const { issuer, address } = await exchange('DELETE', '/web/session', current?.id ?? 'login', undefined);
  offered.goesOn = issuer;
  become(null, false);
  others.postMessage('changed');
  if (address) {
    location.assign(address);
  }
}

/** Asks what is no call. @param {string} method @param {string} path @param {string} id Of the session. @param {unknown} body @returns {Promise<any>} @throws {CallError} */
export async function exchange(method, path, id, body) {
  return await read(await reach(path, {
    method, headers: { 'content-type': 'application/json', 'backorders-page': id }, body: body === undefined ? undefined : JSON.stringify(body),
  }));
}

/**
 * Makes a call.
 * @param {string} method Such as `Inbound/ListShipments`.
 * @param {unknown} message
 * @returns {Promise<any>}
 */
export function call(method, message) {
  return send(`/backorders.v1.${method}`, new TextEncoder().encode(JSON.stringify(message)));
}

/**
 * Sends bytes that were made before.
 * @param {string} path
 * @param {Uint8Array<ArrayBuffer>} body
 * @returns {Promise<any>} The answer.
 * @throws {CallError}
 */
export async function send(path, body) {
  try {
    return await read(await reach(path, { method: 'POST', headers: { 'content-type': 'application/json', 'backorders-page': current?.id ?? '' }, body }));
  } catch (error) {
    if (error instanceof CallError && error.outcome === 'login') {
      loseSession();
    }

    throw error;
  }
}

/** @param {string} path @param {RequestInit} request */
async function reach(path, request) {
  try {
    return await fetch(path, { ...request, signal: AbortSignal.timeout(15000) });
  } catch {
    throw new CallError('transient', 'OFFLINE', '');
  }
}

/** @param {Response} response */
async function read(response) {
  let body;
  try {
    body = await response.json();
  } catch {
    // Half an answer, or that of a proxy, says nothing about what the node did.
    throw new CallError('transient', 'OFFLINE', '');
  }

  if (response.ok) {
    return body;
  }

  throw errorOf(body, response.status);
}

/**
 * What the body of a failed call says.
 * @param {any} body
 * @param {number} [status] The HTTP status; a stream that has begun has none.
 */
export function errorOf(body, status = 0) {
  const details = body.details ?? [];
  const info = details.find((/** @type {any} */ d) => d.type === 'google.rpc.ErrorInfo')?.debug;
  const mayPass = details.some((/** @type {any} */ d) => d.type === 'google.rpc.RetryInfo')
    || (!info && ([408, 425, 429, 499, 500, 502, 503, 504].includes(status) || ['unavailable', 'canceled', 'deadline_exceeded'].includes(body.code)));
  const outcome = status === 401 || body.code === 'unauthenticated' ? 'login' : mayPass || !body.code ? 'transient' : 'refused';
  return new CallError(outcome, info?.reason ?? body.code ?? 'OFFLINE', body.message ?? '', info?.metadata ?? {});
}
