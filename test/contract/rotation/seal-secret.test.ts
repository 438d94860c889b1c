/** The seal secret protects what the registry wrote: requests, decisions, pairings, keys of grants, who may decide. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { rowSeals } from "@drawbridge/registry/row-seals";
import { keptMs } from "../../../reference-servers/hosted/changing-secret.ts";
import { followApprovals } from "../../support/approvals/events.ts";
import { until } from "../../support/clocks/until.ts";
import type { InboxVisitor } from "../../support/people/inbox-visitor.ts";
import { callsUnderWay, type UnderWay } from "../../support/secrets/under-way.ts";
import { verifies } from "../../support/verifies.ts";
import { RotatingWorld } from "../../support/worlds/rotating-world.ts";

const newSecret = (): string => randomBytes(32).toString("base64url");

describe("a change of the seal secret", function () {
  this.timeout(180_000);

  it(
    verifies("secrets.seal", "Pages, sign-ins, streams, approvals and approved changes go on at two registries"),
    async () => {
      const [before, next] = [newSecret(), newSecret()];
      const world = await RotatingWorld.start(newSecret(), { seal: before });
      const pages = callsUnderWay(async () => {
        const { status } = await world.visitor.ask("/approvals");
        if (status !== 200) throw new Error(`a page: ${status}`);
      });
      const signIns = callsUnderWay(async () => void (await world.signIn()));
      const stream = await followApprovals(world.url, await world.token());
      const page = await pageEvents(world.url, world.visitor);
      try {
        const approved = await world.ask("approved early");
        await world.approve("approved early");
        const later = await world.ask("asked early");

        for (const [value, other] of [
          [before, next],
          [next, before],
        ] as const) {
          world.files.write("seal", value, other);
          await allGoOn(world, pages, signIns);
          const heard = [stream.approvals.length, page.count()] as const;
          await until("both streams go on", () => stream.approvals.length > heard[0] && page.count() > heard[1]);
        }
        assert.deepEqual([stream.ended(), page.ended()], [false, false]);
        await world.approveAtInbox("asked early", world.visitor);

        await Promise.all([pages.close(), signIns.close()]);
        assert.deepEqual([...world.failures, ...pages.failures, ...signIns.failures], []);

        await world.restartRegistries([rowSeals(before).publicKey]);
        world.files.write("seal", next);
        await world.someCalls();
        world.files.moveClock(keptMs);
        await world.someCalls();
        await world.run("approved early", approved);
        await world.run("asked early", later);
        assert.equal(await world.inboxOpens(), true);
        await world.signIn();
        assert.deepEqual(world.failures, []);
      } finally {
        stream.close();
        page.close();
        await Promise.all([pages.close(), signIns.close()]);
        await world.close();
      }
    },
  );
});

async function allGoOn(world: RotatingWorld, ...others: readonly UnderWay[]): Promise<void> {
  await Promise.all([world.someCalls(), ...others.map((each) => each.some())]);
}

/** The stream by which an open page of the inbox hears of changes. */
async function pageEvents(url: string, { cookies }: InboxVisitor) {
  const gone = new AbortController();
  const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
  const { body, status } = await fetch(`${url}/approvals/events`, { headers: { cookie }, signal: gone.signal });
  if (status !== 200 || body === null) throw new Error(`the stream of a page: ${status}`);
  let count = 0;
  let ended = false;
  const reading = (async () => {
    for await (const _ of body) count += 1;
  })();
  reading
    .catch(() => {})
    .finally(() => {
      ended = true;
    });
  return { count: () => count, ended: () => ended, close: () => gone.abort() };
}
