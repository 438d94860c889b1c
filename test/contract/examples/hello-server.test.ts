import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

const run = promisify(execFile);
const folder = `${repository}examples/hello-server/`;

/** Lines that a beginner reads to have seen the whole server: its package, its definition, its program. */
const maxLines = 80;

describe("the example server", function () {
  this.timeout(60_000);

  it(verifies("workspace.example", `The whole source of examples/hello-server has at most ${maxLines} lines`), () => {
    const source = readdirSync(folder).filter((name) => /\.(ts|json)$/.test(name) && !name.endsWith(".test.ts"));
    assert.deepEqual(source.sort(), ["main.ts", "package.json", "server.ts"]);
    const lines = source.flatMap((name) =>
      readFileSync(folder + name, "utf8")
        .trimEnd()
        .split("\n"),
    );
    assert.ok(lines.length <= maxLines, `${lines.length} lines`);
  });

  it(verifies("workspace.example", "The test of examples/hello-server passes on the sources as they are"), async () => {
    const { stdout } = await run(process.execPath, ["--test", "--test-reporter=tap"], { cwd: folder });
    assert.match(stdout, /^# pass 2$/m);
    assert.match(stdout, /^# fail 0$/m);
  });
});
