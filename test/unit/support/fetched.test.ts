import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";

const program = fileURLToPath(new URL("downloader.ts", import.meta.url));

describe("a download into the cache that several test runs need", function () {
  this.timeout(60_000);
  let folder: string;
  let place: string;
  let journal: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "drawbridge-fetched-"));
    place = join(folder, "engine-1.0");
    journal = join(folder, "journal");
    writeFileSync(journal, "");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const start = (...more: readonly string[]): ChildProcess =>
    spawn(process.execPath, [program, place, journal, ...more], { stdio: "ignore" });
  const lines = (): readonly string[] => readFileSync(journal, "utf8").split("\n").filter(Boolean);
  /** The writer of each file: one process wrote them all. */
  const writers = (): ReadonlySet<string> =>
    new Set(readdirSync(place).map((file) => readFileSync(join(place, file), "utf8")));

  it(
    verifies("workspace.downloads", "One of five processes that need a download at once makes it, for all"),
    async () => {
      const ended = Array.from({ length: 5 }, () => once(start(), "exit"));
      assert.deepEqual(await Promise.all(ended), Array(5).fill([0, null]));
      assert.equal(lines().length, 2, "one began, and one ended");
      assert.equal(writers().size, 1);
      assert.deepEqual(readdirSync(folder).toSorted(), ["engine-1.0", "journal"]);
    },
  );

  for (const [what, stop] of [
    ["is killed", (writer: ChildProcess) => void writer.kill("SIGKILL")],
    ["fails", (writer: ChildProcess) => void writer.kill("SIGTERM")],
  ] as const)
    it(
      verifies("workspace.downloads", `Another process makes the download whole where its first writer ${what}`),
      async () => {
        const writer = start(...(what === "fails" ? ["fails"] : []));
        const writerEnd = once(writer, "exit");
        await until("the first writer has begun", () => lines().length === 1);
        const others = [start(), start()].map((child) => once(child, "exit"));
        await until("it has written a part", () => existsSync(join(`${place}.${writer.pid}`, "2")));
        assert.ok(!existsSync(place), "no part of a download is in its place");
        stop(writer);
        assert.notDeepEqual(await writerEnd, [0, null]);
        assert.deepEqual(await Promise.all(others), [
          [0, null],
          [0, null],
        ]);
        assert.equal(lines().length, 3, "the first began, and one other began and ended");
        assert.deepEqual([readdirSync(place).length, writers().size], [20, 1]);
        assert.deepEqual(readdirSync(folder).toSorted(), ["engine-1.0", "journal"]);
      },
    );
});
