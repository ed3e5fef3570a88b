// The device's camera, and why there is none.

/** @typedef {'insecure' | 'refused' | 'none' | 'busy' | 'noPicture' | 'ended' | 'noDecoder'} Reason The name of a text, behind `camera.`. */

/** A camera that is open and has shown nothing for so long shows nothing. */
const pictureMsMax = 10_000;

/** The rear one; as sharp as helps: small codes need pixels, and more than these only take time. */
const wanted = { audio: false, video: { facingMode: { ideal: 'environment' }, width: { ideal: 1920 }, height: { ideal: 1080 } } };

export class CameraTrouble extends Error {
  /** @param {Reason} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** Source: https://www.w3.org/TR/mediacapture-streams/, getUserMedia. @param {unknown} error @returns {Reason} */
function reasonOf(error) {
  switch (/** @type {any} */ (error)?.name) {
    case 'NotAllowedError': case 'SecurityError': return 'refused';
    case 'NotFoundError': case 'OverconstrainedError': return 'none';
    default: return 'busy';
  }
}

/**
 * Opens it and shows it. A person may be asked first, for as long as that takes.
 * @param {HTMLVideoElement} video @param {AbortSignal} closing Closes it at any time, also before it is open.
 * @throws {CameraTrouble}
 */
export async function openLens(video, closing) {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new CameraTrouble('insecure');
  }

  /** @type {MediaStream} */
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia(wanted);
  } catch (error) {
    throw new CameraTrouble(reasonOf(error));
  }

  const [track] = stream.getVideoTracks();
  const close = () => {
    track.stop();
    video.srcObject = null;
  };
  if (closing.aborted) {
    close();
    throw new CameraTrouble('ended');
  }

  closing.addEventListener('abort', close);
  video.srcObject = stream;
  await hasPicture(video);
  const isLight = /** @type {any} */ (track.getCapabilities?.() ?? {}).torch === true;
  return {
    isLight,
    /** @param {boolean} isOn */
    light: (isOn) => track.applyConstraints({ advanced: [/** @type {any} */ ({ torch: isOn })] }),
    /** Whether the device still gives pictures. */
    isOpen: () => track.readyState === 'live',
  };
}

/** @param {HTMLVideoElement} video @returns {Promise<void>} */
async function hasPicture(video) {
  await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new CameraTrouble('noPicture')), pictureMsMax);
    const shown = () => {
      clearTimeout(late);
      resolve(undefined);
    };
    video.addEventListener('loadeddata', shown, { once: true });
    video.play().catch(() => {
      // One that is taken away while it starts is told by the clock above, or nobody looks at it any more.
    });
  });
}
