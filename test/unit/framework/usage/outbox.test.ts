import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CallUsage } from "@drawbridge/contracts/usage";
import { pino } from "pino";
import { maxSetAside, setAside } from "../../../../reference-servers/framework/usage/dead-letters.ts";
import { type Outbox, openOutbox } from "../../../../reference-servers/framework/usage/outbox.ts";
import { UsageRefused } from "../../../../reference-servers/framework/usage/report.ts";
import { until } from "../../../support/clocks/until.ts";
import { verifies } from "../../../support/verifies.ts";

const callOf = (id: string, agent: string | null = null): CallUsage => ({
  ...{ id, at: "2026-11-29T12:00:00.000Z", tool: "query", user: `user-${id}`, agent, end: "ok" },
  ...{ ms: 1, minutesSaved: 0 },
});

describe("calls on their way to usage", () => {
  let folder: string;
  let outbox: Outbox | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "drawbridge-outbox-"));
  });
  afterEach(async () => {
    await outbox?.close();
    outbox = undefined;
    await rm(folder, { recursive: true });
  });

  const reported: string[] = [];
  const lines: string[] = [];
  let sends = 0;
  let measured = 0;
  /** A registry that refuses a report with any of `poison` in it, and does not answer while `away`. */
  const open = async (poison: readonly string[], away = { now: false }) => {
    reported.length = 0;
    lines.length = 0;
    sends = 0;
    measured = 0;
    const log = pino({ level: "info" }, { write: (line) => void lines.push(line) });
    const asideFile = join(folder, "aside.jsonl");
    outbox = await openOutbox({
      file: join(folder, "usage.jsonl"),
      async send(calls) {
        sends += 1;
        if (away.now) throw new Error("the registry answered 503");
        if (calls.some(({ id }) => poison.includes(id))) throw new UsageRefused(400);
        reported.push(...calls.map(({ id }) => id));
      },
      setAside: setAside({ file: asideFile, count: (rows) => (measured += rows), log }),
      everyMs: 20,
      log,
    });
    return outbox;
  };
  const aside = async (): Promise<string[]> =>
    (await readFile(join(folder, "aside.jsonl"), "utf8").catch(() => ""))
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line).id);

  it(verifies("usage.poison", "The outbox sets one refused call aside, and reports the others"), async () => {
    const { add } = await open(["7"]);
    const ids = Array.from({ length: 20 }, (_, index) => String(index));
    for (const id of ids) add(callOf(id, id === "7" ? "secret-agent" : null));
    await until("all others are reported", () => reported.length === 19);
    assert.deepEqual(
      reported,
      ids.filter((id) => id !== "7"),
    );
    assert.deepEqual(await aside(), ["7"]);
    assert.equal(measured, 1);
    assert.doesNotMatch(lines.join(""), /user-7|secret-agent/);
    assert.equal(lines.filter((line) => line.includes("does not count")).length, 1);
  });

  it(verifies("usage.poison", "The outbox needs few reports to find one refused call among a thousand"), async () => {
    const away = { now: true };
    const { add } = await open(["999"], away);
    for (let index = 0; index < 1_000; index += 1) add(callOf(String(index)));
    await until("the first attempt has failed", () => sends > 0);
    sends = 0;
    away.now = false;
    await until("all others are reported", () => reported.length === 999);
    assert.ok(sends < 60, `${sends} reports`);
    assert.equal(new Set(reported).size, 999);
  });

  it(verifies("usage.poison", "The outbox loses no call where many in a row are refused"), async () => {
    const poison = Array.from({ length: 100 }, (_, index) => `p${index}`);
    const { add } = await open(poison);
    for (const id of [...poison, "good"]) add(callOf(id));
    await until("the good one is reported", () => reported.includes("good"));
    assert.deepEqual(new Set(await aside()), new Set(poison));
  });

  it(
    verifies("usage.poison", "The outbox starts again with a file in which an older version put an invalid call"),
    async () => {
      const old = [
        callOf("a"),
        { ...callOf("b"), agent: "claude\0code" },
        { ...callOf("c"), user: "\ud800" },
        callOf("d"),
      ];
      const text = old.map((call) => `${JSON.stringify(call)}\n`).join("");
      await writeFile(join(folder, "usage.jsonl"), `${text}{"id":"cut o`);
      const { close } = await open([]);
      await until("the good ones are reported", () => reported.length === 2);
      assert.deepEqual(reported, ["a", "d"]);
      assert.deepEqual(await aside(), ["b", "c"]);
      await close();
      // A second start does not find them again.
      await open([]);
      assert.deepEqual([measured, await aside()], [0, ["b", "c"]]);
    },
  );

  it(verifies("usage.poison", "The outbox sets a call aside at once that breaks the contract"), async () => {
    const { add } = await open([]);
    add({ ...callOf("x"), agent: "a\0" });
    add({ ...callOf("y"), ms: Number.NaN });
    add(callOf("z"));
    await until("the good one is reported", () => reported.includes("z"));
    assert.deepEqual([reported, await aside(), measured], [["z"], ["x", "y"], 2]);
  });

  it(
    verifies("usage.poison", "The calls that are set aside are stored up to a bound, and only counted beyond it"),
    async () => {
      const deadLetters = setAside({
        file: join(folder, "aside.jsonl"),
        count: (rows) => (measured += rows),
        log: pino({ level: "silent" }),
      });
      measured = 0;
      await deadLetters.add(Array.from({ length: maxSetAside - 1 }, (_, index) => callOf(`k${index}`)));
      await deadLetters.add([callOf("last"), callOf("over")]);
      await deadLetters.add([callOf("over")]);
      assert.equal((await aside()).length, maxSetAside);
      assert.equal((await aside()).at(-1), "last");
      assert.equal(measured, maxSetAside + 2);
    },
  );

  it(
    verifies("usage.durable", "The outbox keeps its calls while the registry is away, and sets none aside for that"),
    async () => {
      const away = { now: true };
      const { add } = await open([], away);
      add(callOf("1"));
      await until("it was tried twice", () => sends > 1);
      away.now = false;
      await until("it is reported", () => reported.length === 1);
      assert.deepEqual(await aside(), []);
    },
  );
});
