// Reads labels back with decoders that are not ours: pngjs for the picture, ZXing for the barcode. Arguments: pairs of file and what its barcode must say.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { BarcodeFormat, BinaryBitmap, Code128Reader, DecodeHintType, HybridBinarizer, RGBLuminanceSource } from "@zxing/library";
import { PNG } from "pngjs";

const hints = new Map([[DecodeHintType.ASSUME_GS1, true], [DecodeHintType.POSSIBLE_FORMATS, [BarcodeFormat.CODE_128]], [DecodeHintType.TRY_HARDER, true]]);

function decode(file) {
  const { width, height, data } = PNG.sync.read(readFileSync(file));
  const grey = new Uint8ClampedArray(width * height);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = data[4 * i];
  }

  return new Code128Reader().decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(grey, width, height))), hints).getText();
}

for (let i = 2; i < process.argv.length; i += 2) {
  const [file, expected] = process.argv.slice(i, i + 2);
  try {
    const found = decode(file);
    if (found !== expected) {
      throw new Error(`it says ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
    }

    console.log(`ok ${basename(file)}`);
  } catch (e) {
    console.log(`not ok ${basename(file)}: Error ${e.constructor.name} ${e.message}`);
  }
}
