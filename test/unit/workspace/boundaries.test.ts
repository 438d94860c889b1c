import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { tool } from "../../../scripts/tool.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

/** [the file that imports, what it imports, whether it may] */
const cases: readonly (readonly [string, string, boolean])[] = [
  ["proxy/broker/a.ts", "vscode", false],
  ["reference-servers/servers/presto/a.ts", "vscode", false],
  ["reference-servers/registry/a.ts", "vscode", false],
  ["extension/a.ts", "vscode", true],
  ["proxy/broker/b.ts", "@drawbridge/framework", false],
  ["proxy/broker/c.ts", "@drawbridge/contracts/access", true],
  ["extension/b.ts", "@drawbridge/registry/start", false],
  ["extension/c.ts", "@drawbridge/contracts/access", true],
  ["reference-servers/servers/presto/b.ts", "@drawbridge/registry/start", false],
  ["reference-servers/servers/presto/c.ts", "../../registry/start.ts", false],
  ["reference-servers/servers/presto/d.ts", "@drawbridge/framework/plan", true],
  ["reference-servers/servers/presto/f.ts", "@drawbridge/framework", true],
  ["reference-servers/servers/presto/e.ts", "@drawbridge/hosted/token", false],
  ["reference-servers/registry/b.ts", "@drawbridge/edge/start", false],
  ["reference-servers/registry/c.ts", "@drawbridge/framework/plan", false],
  ["reference-servers/registry/d.ts", "@drawbridge/hosted/token", true],
  ["reference-servers/edge/b.ts", "@drawbridge/framework/plan", false],
  ["reference-servers/edge/c.ts", "@drawbridge/contracts/access", true],
  ["reference-servers/identity/b.ts", "@drawbridge/edge/start", false],
  ["reference-servers/hosted/b.ts", "@drawbridge/framework/plan", false],
  ["examples/hello-server/a.ts", "@drawbridge/framework", true],
  ["examples/hello-server/b.ts", "@drawbridge/framework/testing", true],
  ["examples/hello-server/c.ts", "@drawbridge/framework/plan", false],
  ["examples/hello-server/d.ts", "@drawbridge/contracts/access", false],
  ["examples/hello-server/e.ts", "../../reference-servers/framework/index.ts", false],
];

describe("import boundaries", () => {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-lint-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  let refused = "";

  before("lint one file for each case under the project's own rules", () => {
    const rules: object = JSON.parse(readFileSync(`${repository}biome.json`, "utf8"));
    writeFileSync(join(folder, "biome.json"), JSON.stringify({ ...rules, vcs: { enabled: false } }));
    for (const [file, imported] of cases) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `import { x } from "${imported}";\nexport const y = x;\n`);
    }
    const args = [
      tool("biome"),
      "lint",
      "--only=style/noRestrictedImports",
      "--colors=off",
      "--max-diagnostics=none",
      ".",
    ];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    refused = `${stdout}${stderr}`;
    assert.match(refused, /noRestrictedImports/);
  });

  for (const [file, imported, allowed] of cases) {
    it(verifies("workspace.boundaries", `${file} ${allowed ? "may" : "may not"} import ${imported}`), () => {
      assert.equal(refused.includes(`${file}:`), !allowed, refused);
    });
  }
});
