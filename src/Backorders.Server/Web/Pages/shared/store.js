// What must outlast a reload, a crash and an empty battery: entries of the outbox by number, and a few facts about this device.

/** @type {Promise<IDBDatabase> | undefined} */
let opened;
const robbed = new Set();

/**
 * Hears when all that stood here was taken away under the open page: by the browser, that needed the room, or by somebody who cleared its data.
 * @param {() => void} listener
 */
export const onCleared = (listener) => robbed.add(listener);

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('backorders', 1);
    request.onupgradeneeded = () => {
      // The number is given in the order of scanning; a key of random texts would send in another order.
      request.result.createObjectStore('entries', { keyPath: 'seq', autoIncrement: true }).createIndex('state', 'state');
      request.result.createObjectStore('facts');
    };
    request.onsuccess = () => {
      request.result.onclose = () => {
        opened = undefined;
        robbed.forEach((listener) => listener());
      };
      resolve(request.result);
    };
    request.onerror = () => {
      opened = undefined;
      reject(request.error);
    };
  });
  return opened;
}

/**
 * Runs one transaction. What is `strict` has returned when it is on the disk, not merely in the system's memory; what is `relaxed` may be lost with the power, and nothing else with it.
 * @template T
 * @param {'entries' | 'facts'} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T> | undefined} work
 * @param {IDBTransactionDurability} [durability]
 * @returns {Promise<T>}
 */
async function run(store, mode, work, durability = 'strict') {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability });
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(/** @type {T} */ (request?.result));
    transaction.onabort = () => reject(transaction.error);
  });
}

/** @param {object} entry @returns {Promise<number>} Its number. */
export const addEntry = (entry) => run('entries', 'readwrite', (store) => /** @type {IDBRequest<any>} */ (store.add(entry)));

/** @param {string} state @returns {Promise<any[]>} In the order of their numbers. */
export const entriesIn = (state) => run('entries', 'readonly', (store) => store.index('state').getAll(state));

/** @returns {Promise<any[]>} */
export const allEntries = () => run('entries', 'readonly', (store) => store.getAll());

/** @param {number} seq */
export const entryAt = (seq) => run('entries', 'readonly', (store) => store.get(seq));

/** @param {number} seq */
export const removeEntry = (seq) => run('entries', 'readwrite', (store) => store.delete(seq));

/**
 * Changes an entry, if it is still there, in one transaction with reading it. Relaxed: an outcome that is lost is had again by the same bytes.
 * @param {number} seq
 * @param {object | ((entry: any) => object)} changes They may depend on what stands there.
 * @param {IDBTransactionDurability} [durability]
 */
export const changeEntry = (seq, changes, durability = 'relaxed') => run('entries', 'readwrite', (store) => {
  const request = store.get(seq);
  request.onsuccess = () => request.result && store.put({ ...request.result, ...typeof changes === 'function' ? changes(request.result) : changes });
  return undefined;
}, durability);

/** @param {string} name */
export const fact = (name) => run('facts', 'readonly', (store) => store.get(name));

/** @param {string} name @param {unknown} value */
export const setFact = (name, value) => run('facts', 'readwrite', (store) => store.put(value, name));

/**
 * The next number of a counter, from 1. Relaxed: after a loss of power one may come twice.
 * @param {string} name
 * @returns {Promise<number>}
 */
export async function count(name) {
  let next = 0;
  await run('facts', 'readwrite', (store) => {
    const request = store.get(name);
    request.onsuccess = () => store.put(next = (request.result ?? 0) + 1, name);
    return undefined;
  }, 'relaxed');
  return next;
}
