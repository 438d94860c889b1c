import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { restartBackoffMs, supervise } from "../../../reference-servers/platform/supervisor.ts";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";

describe("a supervised part", () => {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-supervise-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("A supervised part waits longer before each restart, up to ten seconds", () => {
    assert.deepEqual([1, 2, 3, 6, 7, 20].map(restartBackoffMs), [200, 400, 800, 6400, 10_000, 10_000]);
  });

  it(
    verifies("stack.isolate-restarts", "A supervised part is started again when it dies, and does not run after close"),
    async () => {
      const program = join(folder, "part.mjs");
      const starts = join(folder, "starts");
      writeFileSync(starts, "");
      writeFileSync(
        program,
        `import { appendFileSync } from "node:fs"; appendFileSync(${JSON.stringify(starts)}, process.pid + "\\n"); setInterval(() => {}, 1000);`,
      );
      const messages: string[] = [];
      const part = supervise("part", program, process.env, (message) => messages.push(message));
      const pids = () => readFileSync(starts, "utf8").trim().split("\n").filter(Boolean).map(Number);
      await until("it has started", () => pids().length === 1);
      process.kill(pids()[0] ?? 0, "SIGKILL");
      await until("it has started again", () => pids().length === 2);
      assert.match(messages[0] ?? "", /part ended \(SIGKILL\); it is started again in 200 ms/);
      await part.close();
      assert.throws(() => process.kill(pids()[1] ?? 0, 0), { code: "ESRCH" });
    },
  );
});
