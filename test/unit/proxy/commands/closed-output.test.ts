import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commands } from "../../../../proxy/commands/list.ts";
import { repository } from "../../../support/machine/source-files.ts";
import { freePort } from "../../../support/network/listening.ts";
import { verifies } from "../../../support/verifies.ts";

describe("a command whose output is closed", function () {
  this.timeout(60_000);
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), "drawbridge-closed-"));
  });
  after(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));

  /**
   * Runs it with the reading end of stdout closed before it has written anything. With `all`, that of stderr is closed
   * too.
   */
  const closed = (args: readonly string[], all = false) =>
    new Promise<{ code: number | null; stderr: string }>((done, failed) => {
      const child = spawn(process.execPath, [`${repository}proxy/cli.ts`, ...args, "--home", home], {
        stdio: ["ignore", "pipe", "pipe"],
        env: { PATH: process.env.PATH, HOME: home, BROWSER: "none" },
      });
      child.stdout.destroy();
      let stderr = "";
      if (all) child.stderr.destroy();
      else child.stderr.on("data", (chunk) => (stderr += chunk));
      child.once("error", failed);
      child.once("exit", (code) => done({ code, stderr }));
    });
  const assertQuiet = (stderr: string): void => assert.doesNotMatch(stderr, /EPIPE|\n\s+at |node:|Unhandled/);

  for (const name of [...Object.keys(commands), "bridge", "version", "help"]) {
    it(
      verifies(
        "cli.closed-output",
        `\`drawbridge ${name}\` ends by itself and without a stack trace if its output is closed`,
      ),
      async () => {
        const { code, stderr } = await closed(name === "version" || name === "help" ? [name] : [name, "--help"]);
        assertQuiet(stderr);
        assert.ok(code !== null && code !== 1, `${code} ${stderr}`);
      },
    );
  }

  it(
    verifies(
      "cli.closed-output",
      "`login`, `doctor` and `status` fail without a stack trace if their output is closed",
    ),
    async () => {
      const registry = `http://127.0.0.1:${await freePort()}`;
      for (const args of [
        ["login", "--registry", registry, "--json"],
        ["login", "--registry", registry],
        ["status", "--json"],
        ["doctor", "--json"],
      ]) {
        const { code, stderr } = await closed(args);
        assertQuiet(stderr);
        assert.notEqual(code, null, args.join(" "));
        assert.notEqual((await closed(args, true)).code, null, `${args.join(" ")}, stderr closed too`);
      }
    },
  );
});
