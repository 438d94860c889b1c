import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

/** Plays a desktop VS Code: takes its options, and answers the tests' calls as an editor without an account would. */
const program = `#!${process.execPath}
const { readFileSync, writeFileSync } = require("node:fs"), loader = require("node:module"), load = loader._load;
const option = (name) => process.argv.find((each) => each.startsWith(\`--\${name}=\`))?.slice(name.length + 3);
const packageJSON = JSON.parse(readFileSync(option("extensionDevelopmentPath") + "/package.json", "utf8"));
writeFileSync(process.env.ASKED, JSON.stringify({ home: process.env.DRAWBRIDGE_HOME, user: option("user-data-dir") }));
const vscode = {
  extensions: { getExtension: () => ({ activate: async () => undefined, isActive: true, packageJSON }) },
  commands: { getCommands: async () => packageJSON.contributes.commands.map(({ command }) => command).slice(process.env.LACKS ?? 0) },
  workspace: { getConfiguration: () => ({ inspect: () => ({}) }) },
  authentication: { getSession: async () => undefined },
};
loader._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));
require(option("extensionTestsPath")).run().then(() => process.exit(0), () => process.exit(1));
`;

describe("npm run editor with a desktop VS Code", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-desktop-test-"));
  const requestFile = join(folder, "asked.json");
  before(() => writeFileSync(join(folder, "code"), program, { mode: 0o755 }));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const editor = (variables: Readonly<Record<string, string>>) =>
    spawnSync(process.execPath, [join(repository, "scripts", "editor.ts")], {
      encoding: "utf8",
      cwd: repository,
      env: { ...process.env, VSCODE_PATH: join(folder, "code"), ASKED: requestFile, ...variables },
    });

  it(
    verifies(
      "vscode.inside",
      "npm run editor runs its tests in the editor of VSCODE_PATH, apart from the person's own profile and home",
    ),
    () => {
      const { status, stdout, stderr } = editor({});
      assert.equal(status, 0, stdout + stderr);
      assert.equal(stdout.match(/^ok {3}/gm)?.length, 5, stdout);
      const { home, user } = z
        .object({ home: z.string(), user: z.string() })
        .parse(JSON.parse(readFileSync(requestFile, "utf8")));
      for (const place of [home, user]) assert.ok(place.startsWith(join(tmpdir(), "drawbridge-editor-")), place);
    },
  );

  it(verifies("vscode.inside", "npm run editor fails where one of its tests fails, and names that test"), () => {
    const { status, stdout } = editor({ LACKS: "1" });
    assert.equal(status, 1);
    assert.match(stdout, /^FAIL The extension registers every command that it contributes .*drawbridge\.getStarted/ms);
  });
});
