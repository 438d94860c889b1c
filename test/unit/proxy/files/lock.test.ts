import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tryLock } from "@drawbridge/contracts/file-lock";
import { underLock } from "../../../../proxy/files/lock.ts";
import { passTime } from "../../../support/clocks/real-time.ts";
import { until } from "../../../support/clocks/until.ts";
import { verifies } from "../../../support/verifies.ts";

/** A program that takes the lock again and again, and writes into a journal when it enters and leaves. */
const program = fileURLToPath(new URL("lock-holder.ts", import.meta.url));

describe("a lock file", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "drawbridge-lock-"));
    path = join(folder, "some.lock");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it(verifies("agents.lock", "A lock file admits no second caller while the first one works"), async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await passTime(5, "the others try to take the lock, which shows no attempt");
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 5 }, () => underLock(path, 10_000, work)));
    assert.equal(most, 1);
    assert.deepEqual(readdirSync(folder), []);
  });

  it(verifies("agents.lock", "A lock file returns null if its holder does not end in time"), async () => {
    const held = await underLock(path, 0, () => underLock(path, 30, async () => "inner"));
    assert.deepEqual(held, { result: null });
  });

  it(verifies("agents.lock", "A dead holder's lock file stays until the next holder has ended"), async () => {
    const dead = spawn(process.execPath, ["-e", ""]);
    await once(dead, "exit");
    writeFileSync(`${path}.1`, String(dead.pid));
    const files = await underLock(path, 1_000, async () => readdirSync(folder).toSorted());
    assert.deepEqual(files, { result: ["some.lock.1", "some.lock.2"] });
    assert.deepEqual(readdirSync(folder), []);
  });

  it(verifies("agents.lock", "A lock file that is older than its work may take counts as a dead holder's"), () => {
    const old = tryLock(path);
    assert.equal(tryLock(path, 60_000).kind, "held");
    utimesSync(`${path}.1`, new Date(0), new Date(0));
    const next = tryLock(path, 60_000);
    assert.equal(next.kind, "taken");
    assert.equal(tryLock(path, 60_000).kind, "held");
    for (const each of [old, next]) if (each.kind === "taken") each.release();
    assert.deepEqual(readdirSync(folder), []);
  });

  const turns = 200;
  const locks = [
    ["some.lock", "agents.lock", "a lock file"],
    ["sign-in.turn", "vscode.pairing-shared", "the turn of a window"],
    ["stack.pid", "stack.one-per-home", "the data folder of a stack"],
  ] as const;
  for (const [lock, promise, name] of locks) {
    it(
      verifies(promise, `One process at a time holds ${name}, even if holders are killed and leave it behind`),
      async () => {
        const dead = spawn(process.execPath, ["-e", ""]);
        await once(dead, "exit");
        writeFileSync(join(folder, "dead-holder"), String(dead.pid));
        linkSync(join(folder, "dead-holder"), join(folder, `${lock}.1`));
        const journal = join(folder, "journal");
        writeFileSync(journal, "");
        const args = [program, lock, folder, journal, String(turns)];
        const start = (): ChildProcess => spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
        const [first, second, ...others] = [start(), start(), start(), start(), start()];
        const killed = new Set<number | undefined>();
        const ended = Promise.all(others.map((child) => once(child, "exit")));
        for (const child of [first, second]) {
          await until("it holds the lock", () => readFileSync(journal, "utf8").includes(`enters ${child?.pid}\n`));
          killed.add(child?.pid);
          child?.kill("SIGKILL");
        }
        await ended;
        let holder: number | null = null;
        for (const line of readFileSync(journal, "utf8").trim().split("\n")) {
          const [what, who] = line.split(" ");
          const pid = Number(who);
          if (what === "leaves") holder = null;
          else {
            assert.ok(holder === null || killed.has(holder), `${pid} entered while ${holder} held the lock`);
            holder = pid;
          }
        }
        for (const { pid } of others)
          assert.equal(readFileSync(journal, "utf8").split(`leaves ${pid}\n`).length - 1, turns, "each turn was taken");
      },
    ).timeout(60_000);
  }
});
