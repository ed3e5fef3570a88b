// Keeps the pages of one version on the device, so that they open without a network. A newer version waits until the page says that it may take over.

const version = '{{version}}';
const addresses = '{{addresses}}'.split(' ');
/** Files of what not every device uses: they are kept from their first use on. */
const onUse = '{{onUse}}'.split(' ');
const cacheName = `pages-${version}`;

/** Whether a version before has files of these: this device uses them, and shall have them after an update without a network too. */
async function areUsed() {
  const names = onUse.map(nameOf);
  for (const name of (await caches.keys()).filter((each) => each.startsWith('pages-'))) {
    if ((await (await caches.open(name)).keys()).some((request) => names.includes(nameOf(new URL(request.url).pathname)))) {
      return true;
    }
  }

  return false;
}

/** A file's path without its version. */
function nameOf(address) {
  return address.split('/').slice(3).join('/');
}

async function keepAll() {
  const wanted = [...addresses, ...await areUsed() ? onUse : []];
  await (await caches.open(cacheName)).addAll(wanted.map((address) => new Request(address, { cache: 'no-cache' })));
}

async function answer(request, path) {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(path);
  if (kept) {
    return kept;
  }

  const response = await fetch(request);
  if (onUse.includes(path) && response.ok) {
    // On a device without space it works as long as there is a network.
    await cache.put(path, response.clone()).catch(() => {});
  }

  return response;
}

self.addEventListener('install', (event) => {
  // All or nothing: if one file cannot be had, this version is not installed and the one before goes on.
  event.waitUntil(keepAll());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('pages-') && name !== cacheName) {
        await caches.delete(name);
      }
    }

    await self.clients.claim();
  })());
});

self.addEventListener('message', (event) => {
  if (event.data === 'take over') {
    self.skipWaiting();
  }
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method === 'GET' && url.origin === self.location.origin && (addresses.includes(url.pathname) || onUse.includes(url.pathname))) {
    event.respondWith(answer(event.request, url.pathname));
  }
});
