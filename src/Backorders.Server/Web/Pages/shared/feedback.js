// Outcomes that can be told apart without looking: each has its own tones and its own vibration.

/** @typedef {'done' | 'refused' | 'unsure' | 'offline'} Signal */

/** Pairs of hertz and milliseconds, and a vibration's pattern in milliseconds. @type {Record<Signal, { tones: number[][], shake: number[] }>} */
const signals = {
  done: { tones: [[880, 90], [1320, 120]], shake: [60] },
  refused: { tones: [[220, 250], [0, 60], [220, 350]], shake: [300, 100, 300] },
  unsure: { tones: [[520, 120], [0, 80], [520, 120]], shake: [100, 80, 100, 80, 100] },
  offline: { tones: [[660, 120], [440, 200]], shake: [200, 100, 60] },
};

/** @type {AudioContext | undefined} */
let audio;

/** A browser lets a page sound, vibrate and keep the screen on only after a person has touched it: choosing the door is that touch. */
export function prepareSignals() {
  audio ??= new AudioContext();
  audio.resume().catch(() => {});
  navigator.wakeLock?.request('screen').catch(() => {});
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
