/** Writes the wire of this checkout at a release: `npx mocha test/support/upgrade/record-wire.ts`. */
import { writeFileSync } from "node:fs";
import { wireFile, wireOf } from "./wire.ts";

it("Records the wire of a release", () => {
  const lines = Object.entries(wireOf()).map(([name, schema]) => `${JSON.stringify([name, schema])}\n`);
  writeFileSync(wireFile, lines.join(""));
});
