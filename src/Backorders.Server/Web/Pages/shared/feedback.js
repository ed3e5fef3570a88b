// Outcomes that can be told apart without looking: each has its own tones and its own vibration.

/** @typedef {'done' | 'refused' | 'asked' | 'unsure' | 'offline'} Signal */

/** Pairs of hertz and milliseconds, and a vibration's pattern in milliseconds. @type {Record<Signal, { tones: number[][], shake: number[] }>} */
const signals = {
  done: { tones: [[880, 90], [1320, 120]], shake: [60] },
  refused: { tones: [[220, 250], [0, 60], [220, 350]], shake: [300, 100, 300] },
  asked: { tones: [[700, 80], [0, 40], [930, 80], [0, 40], [700, 80]], shake: [60, 60, 160] },
  unsure: { tones: [[520, 120], [0, 80], [520, 120]], shake: [100, 80, 100, 80, 100] },
  offline: { tones: [[660, 120], [440, 200]], shake: [200, 100, 60] },
};

/** @type {AudioContext | undefined} */
let audio;

/** A browser lets a page sound and vibrate only after a person has touched it: choosing the door is that touch, and after a reload the next one. */
export function prepareSignals() {
  audio ??= new AudioContext();
  audio.resume().catch(() => {});
}

/**
 * While somebody works: any touch prepares the signals, and the screen stays on. A browser takes the screen's lock away from a page that nobody sees, so it is asked for again.
 * @returns {() => void} Ends it.
 */
export function attend() {
  let isOver = false;
  /** @type {WakeLockSentinel | undefined} */
  let lock;
  const stayOn = () => document.visibilityState === 'visible' && navigator.wakeLock?.request('screen').then((given) => {
    if (isOver) {
      given.release();
    }

    lock = given;
  }, () => {});
  stayOn();
  document.addEventListener('visibilitychange', stayOn);
  addEventListener('pointerdown', prepareSignals);
  addEventListener('keydown', prepareSignals);
  return () => {
    isOver = true;
    lock?.release();
    document.removeEventListener('visibilitychange', stayOn);
    removeEventListener('pointerdown', prepareSignals);
    removeEventListener('keydown', prepareSignals);
  };
}

/** @param {Signal} signal */
export function give(signal) {
  const { tones, shake } = signals[signal];
  navigator.vibrate?.(shake);
  if (audio?.state !== 'running') {
    return;
  }

  let at = audio.currentTime;
  for (const [hertz, ms] of tones) {
    if (hertz > 0) {
      const tone = audio.createOscillator();
      tone.frequency.value = hertz;
      tone.connect(audio.destination);
      tone.start(at);
      tone.stop(at + ms / 1000);
    }

    at += ms / 1000;
  }
}
