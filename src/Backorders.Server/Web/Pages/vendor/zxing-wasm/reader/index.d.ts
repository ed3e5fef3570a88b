// What the pages use of the vendored file, for the checker of types alone.
export interface Point { x: number; y: number }

/** A code in a picture. Its places are pixels of the picture. */
export interface Read {
  /** As AIM identifies symbologies: `]C1`. */
  symbologyIdentifier: string;
  text: string;
  position: { topLeft: Point; topRight: Point; bottomRight: Point; bottomLeft: Point };
}

export function prepareZXingModule(how: { overrides: { wasmBinary: ArrayBuffer }; fireImmediately: true }): Promise<unknown>;
export function readBarcodes(picture: { width: number; height: number; data: Uint8ClampedArray }, options: Record<string, unknown>): Promise<Read[]>;
