// Runs named checks one after another and prints one line for each: "ok name" or "not ok name: why".
import assert from "node:assert/strict";

export { assert };

export async function run(checks) {
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      console.log(`ok ${name}`);
    } catch (e) {
      console.log(`not ok ${name}: ${String(e?.stack ?? e).replaceAll("\n", " | ")}`);
    }
  }
  process.exit(0);
}
