// Keeps the pages of one version on the device, so that they open without a network. A newer version waits until the page says that it may take over.

const version = '{{version}}';
const addresses = '{{addresses}}'.split(' ');
const cacheName = `pages-${version}`;

self.addEventListener('install', (event) => {
  // All or nothing: if one file cannot be had, this version is not installed and the one before goes on.
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(addresses.map((address) => new Request(address, { cache: 'no-cache' })))));
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
  if (event.request.method === 'GET' && url.origin === self.location.origin && addresses.includes(url.pathname)) {
    event.respondWith(caches.open(cacheName).then(async (cache) => await cache.match(url.pathname) ?? fetch(event.request)));
  }
});
