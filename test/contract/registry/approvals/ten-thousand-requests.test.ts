import assert from "node:assert/strict";
import { insertApprovals } from "../../../support/approvals/bulk-insert.ts";
import { InboxVisitor } from "../../../support/people/inbox-visitor.ts";
import { verifies } from "../../../support/verifies.ts";
import { askOf } from "../../../support/worlds/approvals-world.ts";
import { type InboxWorld, startInbox } from "../../../support/worlds/inbox-world.ts";

const many = 10_000;

/** Milliseconds: the median, and the slowest. */
const figures = (times: readonly number[]) => {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN) * 10) / 10;
  return { p50: at(0.5), p99: at(0.99) };
};

describe("ten thousand pending requests", function () {
  this.timeout(60_000);
  let world: InboxWorld;
  const ines = { sub: "ines" };

  before(async () => {
    world = await startInbox();
    const { id } = await world.ask(askOf({ need: "second-person" }));
    const { view } = await world.approval(id);
    await insertApprovals(world.settings, view, many - 1, "pending");
  });
  after(() => world.close());

  const timed = async (runs: number, act: () => Promise<unknown>) => {
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const began = performance.now();
      await act();
      times.push(performance.now() - began);
    }
    return figures(times);
  };

  it(verifies("approvals.many", "Ten thousand pending requests are listed completely and quickly"), async () => {
    await world.list("?state=pending", ines);
    const first = await timed(40, () => world.list("?state=pending", ines));
    const ids = new Set<string>();
    let cursor: string | null = null;
    do {
      const page = await world.list(`?state=pending${cursor === null ? "" : `&cursor=${cursor}`}`, ines);
      for (const { view } of page.approvals) ids.add(view.id);
      cursor = page.next;
    } while (cursor !== null);
    assert.equal(ids.size, many);

    const visitor = new InboxVisitor(world.url);
    await visitor.signIn("ines");
    let bytes = 0;
    const page = await timed(30, async () => {
      const { status, html } = await visitor.ask("/approvals");
      assert.equal(status, 200);
      bytes = html.length;
    });
    assert.ok(bytes < 150_000, `${bytes} bytes`);
    console.log(
      `      API page of 50: p50 ${first.p50} ms, p99 ${first.p99} ms; inbox page of 25: p50 ${page.p50} ms, p99 ${page.p99} ms, ${Math.round(bytes / 1000)} kB`,
    );
  });

  it(verifies("approvals.many", "Ten thousand pending requests are decided in batches of a hundred"), async () => {
    const began = performance.now();
    for (let round = 0; round < 2; round += 1) {
      const first = await world.list("", ines);
      const more = await world.list(`?cursor=${first.next}`, ines);
      const decisions = [...first.approvals, ...more.approvals].map(({ view: { id }, shown }) => ({
        id,
        shown,
        decision: "approve" as const,
      }));
      const results = await world.decide(decisions, ines);
      assert.deepEqual([results.length, results.every(({ ok }) => ok)], [100, true]);
    }
    console.log(`      200 decided in ${Math.round(performance.now() - began)} ms`);
    const { approvals } = await world.list("", ines);
    assert.ok(approvals.every(({ state }) => state === "pending"));
  });
});
