import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { z } from "zod";
import { makeKey, proofFor } from "../../../../extension/signin/editor-key.ts";
import { sealFor } from "../../../../reference-servers/registry/seal.ts";
import { until } from "../../../support/clocks/until.ts";
import { InboxVisitor } from "../../../support/people/inbox-visitor.ts";
import { pairedBy, TestEditor } from "../../../support/people/paired-editor.ts";
import { verifies } from "../../../support/verifies.ts";
import { askOf } from "../../../support/worlds/approvals-world.ts";
import { type InboxWorld, startInbox } from "../../../support/worlds/inbox-world.ts";
import { onceForSuite } from "../../../support/worlds/suite-hooks.ts";
import { type WithDatabase, withDatabase } from "../../../support/worlds/with-database.ts";

const Row = z.object({ id: z.string(), sealed: z.string() });

/** What one client does to keep the registry from all other users. */
describe("one client that tries to use all of the registry", () => {
  let world: WithDatabase<InboxWorld>;
  onceForSuite(withDatabase(startInbox), (started) => {
    world = started;
  });

  /** The status of another user's request. Throws if it takes as long as a slow client may. */
  const otherUser = async (): Promise<number> => {
    const headers = { authorization: `Bearer ${await world.identity.accessToken("ines")}` };
    const signal = AbortSignal.timeout(10_000);
    return (await fetch(`${world.url}/api/v1/me/servers`, { headers, signal })).status;
  };

  /** Marks each sign-in as a registry does while it spends the refresh token, until this time. */
  const markRenewals = async (renewing: number): Promise<void> => {
    const seal = sealFor("web-session", world.settings.rootSecret);
    const { rows } = await world.client.query("select id, sealed from registry.identity_tokens");
    for (const { id, sealed } of z.array(Row).parse(rows)) {
      const tokens = z.looseObject({}).parse(JSON.parse(seal.open(sealed, id) ?? ""));
      const marked = seal.seal(JSON.stringify({ ...tokens, renewing }), id);
      await world.client.query("update registry.identity_tokens set sealed = $2 where id = $1", [id, marked]);
    }
  };

  /** Sends the head of a POST, and one byte of its body. */
  const halfSent = (path: string, headers: Readonly<Record<string, string>>): Socket => {
    const { port, hostname, host } = new URL(world.url);
    const socket = connect(Number(port), hostname);
    const lines = Object.entries({
      Host: host,
      "Content-Type": "application/json",
      "Content-Length": "400",
      Expect: "100-continue",
      ...headers,
    });
    socket.write(`POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n{`);
    return socket;
  };

  it(verifies("shares.strangers", "Half-sent requests without a valid token hold no turn"), async () => {
    assert.equal(await otherUser(), 200);
    const url = `${world.url}/api/v1/pairings`;
    const tokens = Array.from({ length: 12 }, (_, number) => `Bearer unknown${number}`);
    const sockets = tokens.flatMap((Authorization) => [
      halfSent("/api/v1/pairings", {
        Authorization,
        DPoP: proofFor(makeKey(), { method: "POST", url, token: null }, Date.now()),
      }),
      halfSent("/api/v1/approvals/decisions", { Authorization }),
    ]);
    try {
      // When the registry answers to go on, or refuses, it has read what they sent.
      await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("data", resolve))));
      assert.equal(await otherUser(), 200);
      assert.ok((await new TestEditor(world.url).begin()).code);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  it(
    verifies("approvals.bounded", "Twenty-four asks for one user, which wait for each other, hold one connection"),
    async () => {
      const askFor = async (user: string): Promise<number> => {
        const request = { method: "POST", body: JSON.stringify(askOf({ user })) };
        return (await world.asPart("presto", "/servers/presto/approvals", request)).status;
      };
      // As another registry holds it, while it files what mallory's calls ask.
      await world.client.query("begin");
      await world.client.query("select pg_advisory_xact_lock(hashtextextended('approvals of mallory', 0))");
      const asks = Array.from({ length: 24 }, () => askFor("mallory"));
      const waiting = async (): Promise<number> => {
        const { rows } = await world.client.query(
          "select 1 from pg_stat_activity where wait_event = 'advisory' and datname = current_database()",
        );
        return rows.length;
      };
      try {
        await until("one ask waits in the database", async () => (await waiting()) > 0);
        assert.equal(await otherUser(), 200);
        assert.equal(await askFor("ada"), 200);
        assert.equal(await waiting(), 1);
      } finally {
        await world.client.query("rollback");
      }
      // On a busy machine, the one that waits may reach the time limit of a statement.
      assert.ok((await Promise.all(asks)).filter((status) => status === 200).length >= 23);
    },
  );

  it(
    verifies("shares.provider", "An editor's renewals run one at a time, and no other user waits for them"),
    async function () {
      this.timeout(60_000);
      const visitor = new InboxVisitor(world.url);
      await visitor.signIn("ada");
      const editor = await pairedBy(visitor, world.url);
      assert.equal((await editor.answer()).state, "allowed");
      const answers = Array.from({ length: 60 }, () =>
        editor.answer().then(
          ({ state }) => state,
          (error: Error) => error.message,
        ),
      );
      assert.equal(await otherUser(), 200);
      const outcomes = await Promise.all(answers);
      assert.ok(outcomes.includes("allowed"));
      const others = outcomes.filter((outcome) => outcome !== "allowed");
      for (const refused of others) assert.match(refused, /your share/);
      assert.equal((await editor.answer()).state, "allowed", "no refresh token was spent twice");
    },
  );

  it(verifies("shares.provider", "A person signs in again after a renewal that never ended"), async () => {
    const visitor = new InboxVisitor(world.url);
    await visitor.signIn("ada");
    const editor = await pairedBy(visitor, world.url);
    assert.equal((await editor.answer()).state, "allowed");
    await markRenewals(Date.now() - 1);
    const answer = await editor.answer();
    assert.deepEqual([answer.state, "why" in answer ? answer.why : null], ["ended", "signed-out"]);
    await until("another sign-in serves", async () => {
      const again = new InboxVisitor(world.url);
      await again.signIn("ada");
      return (await (await pairedBy(again, world.url)).answer()).state === "allowed";
    });
  });
});
