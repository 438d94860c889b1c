import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const unknown = { DRAWBRIDGE_REGISTRI_URL: "http://127.0.0.1:9" };
const wrong = { PORT: "hunter2", DRAWBRIDGE_ROOT_SECRET: "hunter2", DRAWBRIDGE_EDGE_PROOF_FILE: "/nowhere/hunter2" };

/** Runs a part's program to its end. */
async function startOf(part: string): Promise<{ readonly code: number | null; readonly lines: readonly string[] }> {
  const main = `${repository}reference-servers/${part}/main.ts`;
  const environment = { PATH: process.env.PATH, ...unknown, ...wrong };
  const child = spawn(process.execPath, [main], { env: environment, stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<number | null>((done) => child.once("exit", done));
  const output = await text(child.stderr);
  return { code: await ended, lines: output.trimEnd().split("\n") };
}

/** What each program says of its environment, in order. */
const wanted = {
  edge: ["PORT", "DRAWBRIDGE_EDGE_URL", "DRAWBRIDGE_REGISTRY_URL", "DRAWBRIDGE_ROOT_SECRET"],
  registry: [
    ...["DATABASE_URL", "PORT", "DRAWBRIDGE_REGISTRY_URL", "DRAWBRIDGE_ISSUER", "DRAWBRIDGE_EDGE_URL"],
    ...["DRAWBRIDGE_ROOT_SECRET", "DRAWBRIDGE_ENVIRONMENT"],
  ],
  identity: ["PORT"],
  "servers/presto": [
    ...["DRAWBRIDGE_EDGE_PROOF", "PORT", "DRAWBRIDGE_REGISTRY_URL", "DRAWBRIDGE_REGISTRY_CREDENTIAL", "PRESTO_URL"],
  ],
  "servers/knowledge": [
    ...["DRAWBRIDGE_EDGE_PROOF", "DATABASE_URL", "PORT", "DRAWBRIDGE_REGISTRY_URL", "DRAWBRIDGE_REGISTRY_CREDENTIAL"],
  ],
};

describe("a part whose environment is not right", function () {
  this.timeout(120_000);
  const started = new Map<string, Awaited<ReturnType<typeof startOf>>>();
  before(async () => {
    await Promise.all(Object.keys(wanted).map(async (part) => started.set(part, await startOf(part))));
  });

  for (const [part, names] of Object.entries(wanted))
    it(
      verifies(
        "hosted.environment",
        `The program ${part} ends before it opens anything, and names every variable at fault, a line each`,
      ),
      () => {
        const { code, lines } = started.get(part) ?? assert.fail();
        assert.equal(code, 1);
        const [warning = "", opening = "", ...rest] = lines;
        assert.match(warning, /DRAWBRIDGE_REGISTRI_URL.* Did you mean DRAWBRIDGE_REGISTRY_URL\?/);
        assert.match(opening, /^The .* cannot start with this environment:$/);
        assert.match(rest.pop() ?? "", /^Correct these variables and start again\./);
        assert.deepEqual(
          rest.map((line) => /^ {2}(\w+): .+\. Example: \1=.+$/.exec(line)?.[1] ?? line),
          names,
        );
        assert.ok(!lines.join().includes("hunter2"), "it shows no value");
      },
    );
});
