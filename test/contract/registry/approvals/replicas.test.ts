import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { ApprovalTicket, grantIssuer, grantIssuerHeader } from "@drawbridge/contracts/approvals";
import type { Part } from "@drawbridge/contracts/part";
import { registryCredential } from "@drawbridge/contracts/part-secret";
import { defaultApprovalSeconds } from "@drawbridge/registry/settings";
import { startRegistry } from "@drawbridge/registry/start";
import { decodeProtectedHeader } from "jose";
import pg from "pg";
import { z } from "zod";
import { type ApprovalEvents, followApprovals } from "../../../support/approvals/events.ts";
import { MovedClock } from "../../../support/clocks/moved-clock.ts";
import { until } from "../../../support/clocks/until.ts";
import { freePort } from "../../../support/network/listening.ts";
import { verifies } from "../../../support/verifies.ts";
import { type ApprovalsWorld, askOf, inAMinute, startApprovals } from "../../../support/worlds/approvals-world.ts";

const Keys = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) });
const kidOf = (grant: string | null) => decodeProtectedHeader(grant ?? "").kid;

describe("approvals at several registries on one database", () => {
  let world: ApprovalsWorld;
  let other: Part;
  let otherUrl: string;
  const streams: ApprovalEvents[] = [];
  beforeEach(async () => {
    world = await startApprovals();
    const port = await freePort();
    other = await startRegistry({ ...world.settings, port });
    otherUrl = `http://127.0.0.1:${port}`;
  });
  afterEach(async () => {
    for (const stream of streams.splice(0)) stream.close();
    await other.close();
    await world.close();
  });
  const follow = async (url: string, claims: object = {}) => {
    const stream = await followApprovals(url, await world.issuer.mint({ ...claims }));
    streams.push(stream);
    return stream;
  };
  const keys = async (url: string) => Keys.parse(await (await fetch(`${url}/api/v1/approvals/keys`)).json()).keys;

  const ticketAt = async (url: string, id: string, rootSecret: string) => {
    const headers = {
      authorization: `Bearer ${registryCredential(rootSecret, "presto")}`,
      [grantIssuerHeader]: grantIssuer,
    };
    const response = await fetch(`${url}/internal/v1/servers/presto/approvals/${id}`, { headers });
    return ApprovalTicket.parse(await response.json());
  };

  it(verifies("approvals.at-once", "A decision at one registry is announced by all within a second"), async () => {
    const ines = { sub: "ines", groups: ["data-owners"] };
    const finn = { sub: "finn", groups: ["ads-eng"] };
    const here = await follow(world.url);
    const [there, second, stranger] = [
      await follow(otherUrl),
      await follow(otherUrl, ines),
      await follow(otherUrl, finn),
    ];
    const slowestMs = async (): Promise<number> => {
      const { id } = await world.ask(askOf({ need: "second-person" }));
      await Promise.all([here, there, second].map((stream) => stream.toldAt(id, "pending")));
      const began = performance.now();
      assert.equal((await world.approve(id, ines)).ok, true);
      const at = await Promise.all([here, there, second].map((stream) => stream.toldAt(id, "approved")));
      return Math.max(...at) - began;
    };
    // The best of some: on a busy machine one of them waits for a processor.
    const times: number[] = [];
    while (times.length < 5 && !times.some((ms) => ms < 1000)) times.push(await slowestMs());
    assert.ok(Math.min(...times) < 1000, `${times.join(", ")} ms`);
    assert.equal(second.approvals.at(-1)?.decision?.by, "ines");
    assert.deepEqual(stranger.approvals, []);
  });

  it(verifies("approvals.at-once", "Every registry announces a standing approval's use and end"), async () => {
    const [mine, another] = [await follow(otherUrl), await follow(otherUrl, { sub: "ines" })];
    const { id } = await world.ask();
    await world.approve(id, {}, 600);
    await until("the reader hears of the scope", () => mine.scopes.length === 1);
    await world.ask();
    await until("the reader hears of its use", () => mine.scopes.at(-1)?.uses === 1);
    const scope = mine.scopes[0]?.id ?? "";
    await world.asApprover(`/scopes/${scope}`, { method: "DELETE" });
    await until("the reader hears of its end", () =>
      mine.scopes.some(({ expiresAt }) => Date.parse(expiresAt) <= Date.now()),
    );
    assert.deepEqual(another.scopes, []);
  });

  it(verifies("approvals.at-once", "A registry ends a stream that may have missed a change"), async () => {
    const stream = await follow(otherUrl);
    const client = new pg.Client(world.settings.databaseUrl);
    await client.connect();
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'drawbridge-registry-changes' and datname = current_database()",
    );
    await client.end();
    await until("the stream has ended", stream.ended);
    let again: ApprovalEvents | null = null;
    await until("it can be opened again", async () => {
      again = await follow(otherUrl).catch(() => null);
      return again !== null;
    });
    const { id } = await world.ask();
    assert.ok(Number.isFinite(await streams.at(-1)?.toldAt(id, "pending")));
  });

  it(verifies("approvals.restart", "Requests, decisions, grants and keys survive a registry's restart"), async () => {
    const pending = await world.ask();
    const ticket = await world.ask();
    await world.approve(ticket.id);
    const approved = await world.ticket(ticket.id);
    await world.part.close();
    await other.close();
    const again = await startRegistry(world.settings);
    try {
      assert.equal((await world.ticket(pending.id)).state, "pending");
      assert.equal((await world.ticket(ticket.id)).grant, approved.grant);
      assert.ok(typeof (await world.consume(approved)) !== "string");
      assert.equal(await world.consume(approved), "used");
    } finally {
      await again.close();
    }
  });

  it(verifies("approvals.keys", "Every registry signs with the same key, which is stored sealed"), async () => {
    const tickets = await Promise.all([world.ask(), world.ask()]);
    for (const { id } of tickets) await world.approve(id);
    const here = await world.ticket(tickets[0]?.id ?? "");
    const there = await ticketAt(otherUrl, here.id, world.settings.rootSecret);
    assert.equal(there.grant, here.grant);
    const published = await keys(otherUrl);
    assert.equal(published.length, 1);
    assert.deepEqual(Object.keys(published[0] ?? {}).sort(), ["alg", "crv", "kid", "kty", "use", "x"]);
    const client = new pg.Client(world.settings.databaseUrl);
    await client.connect();
    const { rows } = await client.query("select * from registry.grant_keys");
    await client.end();
    assert.doesNotMatch(JSON.stringify(rows), /"d"/);
  });
  it(
    verifies("approvals.keys", "Keys rotate: a new key signs, and the old one stays until its grants have expired"),
    async () => {
      const { id } = await world.ask();
      await world.approve(id);
      const before = await world.ticket(id);
      const client = new pg.Client(world.settings.databaseUrl);
      await client.connect();
      const age = (hours: number) =>
        client.query("update registry.grant_keys set created_at = now() - make_interval(hours => $1) where kid = $2", [
          hours,
          kidOf(before.grant),
        ]);
      await world.part.close();
      await age(24);
      const again = await startRegistry(world.settings);
      try {
        const after = await world.ticket(id);
        assert.notEqual(kidOf(after.grant), kidOf(before.grant));
        assert.deepEqual(
          (await keys(world.url)).map(({ kid }) => kid),
          [kidOf(after.grant), kidOf(before.grant)],
        );
        // Both are the same grant, so spending one spends the other.
        assert.ok(typeof (await world.consume(before)) !== "string");
        assert.equal(await world.consume(after), "used");
        await age(25);
        assert.deepEqual(
          (await keys(world.url)).map(({ kid }) => kid),
          [kidOf(after.grant)],
        );
      } finally {
        await client.end();
        await again.close();
      }
    },
  );

  it(
    verifies("approvals.keys", "A registry with a new root secret accepts old grants, and signs with a new key"),
    async () => {
      const { id } = await world.ask();
      await world.approve(id);
      const before = await world.ticket(id);
      await world.part.close();
      const rootSecret = randomBytes(32).toString("base64url");
      const again = await startRegistry({ ...world.settings, rootSecret });
      try {
        const after = await ticketAt(world.url, id, rootSecret);
        assert.notEqual(kidOf(after.grant), kidOf(before.grant));
        const published = (await keys(world.url)).map(({ kid }) => kid);
        assert.deepEqual(published, [kidOf(after.grant), kidOf(before.grant)]);
        const consume = await fetch(`${world.url}/internal/v1/servers/presto/approvals/${id}/consume`, {
          method: "POST",
          headers: { authorization: `Bearer ${registryCredential(rootSecret, "presto")}` },
          body: JSON.stringify({ grant: before.grant, deadline: inAMinute(), call: "c" }),
        });
        assert.equal(consume.status, 200);
      } finally {
        await again.close();
      }
    },
  );
});

describe("approvals that are neither decided nor run", () => {
  const clock = new MovedClock();
  let world: ApprovalsWorld;
  before(async () => {
    world = await startApprovals({ now: clock.now });
  });
  after(() => world.close());

  it(verifies("approvals.expiry", "A request expires, and a person who decides too late learns so"), async () => {
    const stream = await followApprovals(world.url, await world.issuer.mint());
    const { id } = await world.ask();
    const { shown } = await world.approval(id);
    clock.pass(defaultApprovalSeconds.pending + 1);
    await stream.toldAt(id, "expired");
    stream.close();
    assert.equal((await world.ticket(id)).state, "expired");
    const [result] = await world.decide([{ id, shown, decision: "approve" }]);
    assert.equal(result?.ok === false && result.error, "expired");
  });

  it(
    verifies("approvals.expiry", "A grant that was not spent in time expires, and then the call is a new request"),
    async () => {
      const ask = askOf();
      const { id } = await world.ask(ask);
      await world.approve(id);
      const approved = await world.ticket(id);
      assert.equal(approved.state, "approved");
      clock.pass(defaultApprovalSeconds.grant + 1);
      assert.equal((await world.ticket(id)).state, "expired");
      assert.equal(await world.consume(approved), "expired");
      const again = await world.ask(ask);
      assert.deepEqual([again.state, again.id === id], ["pending", false]);
    },
  );
});
