import js from '@eslint/js';

const browser = [
  'AbortController', 'AbortSignal', 'AudioContext', 'BroadcastChannel', 'CustomEvent', 'Event', 'FormData', 'HTMLElement', 'HTMLInputElement', 'HTMLSelectElement',
  'HTMLTextAreaElement', 'MessageChannel', 'Request', 'TextDecoderStream', 'TextEncoder', 'URL', 'Worker',
  'addEventListener', 'caches', 'clearInterval', 'clearTimeout', 'console', 'crypto', 'dispatchEvent', 'document', 'fetch', 'indexedDB', 'isSecureContext',
  'localStorage', 'location', 'navigator', 'performance', 'removeEventListener', 'self', 'setInterval',
  'setTimeout', 'window',
];

export default [
  { ignores: ['**/vendor/**'] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2023, sourceType: 'module', globals: Object.fromEntries(browser.map((name) => [name, 'readonly'])) },
    rules: {
      'no-unused-vars': ['error', { args: 'after-used' }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-restricted-properties': ['error', { property: 'innerHTML', message: 'Text never becomes markup: use html`…`.' }],
      eqeqeq: 'error',
      curly: 'error',
      'prefer-const': 'error',
      'no-var': 'error',
      'max-lines': ['error', 400],
      'max-len': ['error', { code: 210 }],
    },
  },
  {
    // The node fills in its version and its files.
    files: ['**/service-worker.js'],
    languageOptions: { sourceType: 'script' },
  },
];
