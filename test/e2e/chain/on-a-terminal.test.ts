import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { CommandLine, cli } from "../../support/agents/command-line.ts";
import { verifies } from "../../support/verifies.ts";
import { sharedStack } from "../../support/worlds/shared-stack.ts";

describe("drawbridge call on a real terminal", function () {
  this.timeout(60_000);
  const ada = new CommandLine();

  before(async function () {
    // util-linux's `script` runs a command on a terminal of its own. The `script` of other systems takes other options.
    if (process.platform !== "linux" || spawnSync("script", ["--version"]).error !== undefined) this.skip();
    const { registryUrl } = await sharedStack();
    const { code, stderr } = await ada.run("login", "--registry", registryUrl, "--as", "ada");
    assert.equal(code, 0, stderr);
  });
  after(() => ada.dispose());

  const sql = "SELECT 1 AS id, 'a' || chr(27) || '[31m' AS name";
  const args = ["call", "presto", "query", "--args", JSON.stringify({ sql })];

  it(
    verifies(
      "cli.terminal",
      "`drawbridge call` prints a query's rows as a table on a terminal, and as text into a pipe",
    ),
    async () => {
      const words = [process.execPath, cli, ...args, "--home", ada.home].map(
        (word) => `'${word.replaceAll("'", "'\\''")}'`,
      );
      const command = `stty cols 60; ${words.join(" ")}`;
      const { stdout } = spawnSync("script", ["-qec", command, "/dev/null"], { encoding: "utf8", timeout: 50_000 });
      const lines = stdout.split("\r\n");
      assert.deepEqual(lines.slice(0, 3), ["id  name", "──  ───────────", " 1  a\\u{1b}[31m"], stdout);
      assert.ok(!stdout.includes("\u001b"));

      const piped = await ada.run(...args);
      assert.match(piped.stdout, /^\{"status":"finished".*\}\n$/);
    },
  );
});
