import assert from "node:assert/strict";
import { z } from "zod";
import {
  InvalidState,
  type StateBound,
  stateSeal,
} from "../../../../reference-servers/framework/calls/sealed-state.ts";
import { verifies } from "../../../support/verifies.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const in10Minutes = new Date(now + 600_000);
const bound: StateBound = { user: "ada@example.com", tool: "write_query", digest: "the-digest" };
const State = z.object({ approval: z.string() });

describe("the state that a client carries", () => {
  const seal = stateSeal("credential", "presto", () => now);
  let sealed: string;
  before(async () => {
    sealed = await seal.seal({ approval: "the-request" }, bound, in10Minutes);
  });
  const refused = (state: string, wish: Partial<StateBound> = {}, by = seal) =>
    assert.rejects(by.open(state, { ...bound, ...wish }, State), InvalidState);

  it(
    verifies("gate.state-sealed", "A sealed state opens for the call that it was sealed for, at every replica"),
    async () => {
      assert.deepEqual(await seal.open(sealed, bound, State), { approval: "the-request" });
      const replica = stateSeal("credential", "presto", () => now);
      assert.deepEqual(await replica.open(sealed, bound, State), { approval: "the-request" });
    },
  );

  it(verifies("gate.state-sealed", "The client that carries a sealed state cannot read it"), () => {
    const everything = sealed.split(".").map((part) => Buffer.from(part, "base64url").toString("latin1"));
    assert.doesNotMatch(everything.join(), /the-request|ada@example|write_query|the-digest/);
  });

  it(verifies("gate.state-sealed", "A sealed state is refused for another user, tool or arguments"), async () => {
    await refused(sealed, { user: "finn" });
    await refused(sealed, { tool: "query" });
    await refused(sealed, { digest: "d2" });
  });

  it(
    verifies("gate.state-sealed", "Another server refuses a sealed state, even with the same credential"),
    async () => {
      await refused(
        sealed,
        {},
        stateSeal("other", "presto", () => now),
      );
      await refused(
        sealed,
        {},
        stateSeal("credential", "spark", () => now),
      );
    },
  );

  it(
    verifies(
      "gate.state-sealed",
      "A sealed state is refused after its expiry, and where another kind of state is expected",
    ),
    async () => {
      await refused(
        sealed,
        {},
        stateSeal("credential", "presto", () => now + 600_000),
      );
      await assert.rejects(seal.open(sealed, bound, z.object({ answers: z.object({}) })), InvalidState);
    },
  );

  it(
    verifies("gate.state-sealed", "A sealed state is refused with any one character changed, cut or added"),
    async () => {
      for (let at = 0; at < sealed.length; at += 3) {
        const other = sealed[at] === "A" ? "B" : "A";
        await refused(`${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`);
      }
      for (const state of ["", "x", sealed.slice(1), `${sealed}AA`, "a.b.c.d.e", "x".repeat(100_000)])
        await refused(state);
    },
  );
});
