/** The keys of grants change by themselves, each day. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { ApprovalTicket } from "@drawbridge/contracts/approvals";
import { decodeProtectedHeader } from "jose";
import { grantVerifier } from "../../../reference-servers/framework/approvals/grant.ts";
import { MovedClock } from "../../support/clocks/moved-clock.ts";
import { freshDatabase } from "../../support/engines/postgres.ts";
import { makeEndingGrantKey } from "../../support/registry/grant-key.ts";
import { verifies } from "../../support/verifies.ts";
import { askOf, startApprovals } from "../../support/worlds/approvals-world.ts";
import { RotatingWorld } from "../../support/worlds/rotating-world.ts";

const newSecret = (): string => randomBytes(32).toString("base64url");
/** Seconds that the first key signs, by the registries' clock. Shorter than any request or grant lives. */
const leftSeconds = 300;

describe("a change of the keys of grants", function () {
  this.timeout(120_000);

  it(
    verifies("secrets.grant-keys", "The next key signs while callers make approved changes, and none fails"),
    async () => {
      const clock = new MovedClock();
      const world = await RotatingWorld.start(newSecret(), {
        prepare: (settings) => makeEndingGrantKey(settings, leftSeconds),
        now: clock.now,
      });
      try {
        await world.someCalls();
        const before = await world.grantKeys();
        assert.equal(before.length, 1);
        clock.pass(leftSeconds);
        await world.someCalls();
        const after = await world.grantKeys();
        assert.equal(after.length, 2, "the next key signs");
        assert.equal(after[1], before[0], "the key before stays for its grants");
        assert.deepEqual(world.failures, []);
      } finally {
        await world.close();
      }
    },
  );

  it(
    verifies(
      "secrets.grant-keys",
      "A server verifies grants of both keys, also where it read the keys an instant before",
    ),
    async () => {
      const clock = new MovedClock();
      const world = await startApprovals({
        ...{ databaseUrl: await freshDatabase(), rootSecret: newSecret(), sealSecret: newSecret() },
        ...{ now: clock.now, prepare: (settings) => makeEndingGrantKey(settings, leftSeconds) },
      });
      const verifier = grantVerifier(world.url, "presto");
      const verified = ({ id, grant }: ApprovalTicket, digest: string) =>
        verifier.verify(grant ?? "", { request: id, user: "ada", tool: "figures", digest, policyVersion: "v1" });
      const approved = async (digest: string): Promise<string> => {
        const { id } = await world.ask(askOf({ digest }));
        assert.equal((await world.approve(id)).ok, true);
        return id;
      };
      try {
        const [first, second] = [await approved("first"), await approved("second")];
        const before = await world.ticket(first);
        await verified(before, "first");
        clock.pass(leftSeconds);
        const after = await world.ticket(second);
        await verified(after, "second");
        await verified(before, "first");
        assert.notEqual(kidOf(after), kidOf(before));
        for (const ticket of [before, after]) assert.notEqual(typeof (await world.consume(ticket)), "string");
      } finally {
        await world.close();
      }
    },
  );
});

const kidOf = ({ grant }: ApprovalTicket): string | undefined => decodeProtectedHeader(grant ?? "").kid;
