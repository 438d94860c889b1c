import assert from "node:assert/strict";
import { AuditEvent, AuditedRows, AuditPage } from "@drawbridge/contracts/audit";
import { MyUsage } from "@drawbridge/contracts/usage";
import { openDatabase as openKnowledge } from "@drawbridge/knowledge/database";
import { openDatabase as openRegistry } from "@drawbridge/registry/database";
import { rowSeals } from "@drawbridge/registry/row-seals";
import pg from "pg";
import { pino } from "pino";
import { verifyAudit } from "../../../proxy/audit/verify.ts";
import { mapPeopleOf } from "../../../reference-servers/platform/map-people.ts";
import type { SealedDatabase } from "../../../reference-servers/registry/approvals/transition.ts";
import { appendAudit } from "../../../reference-servers/registry/audit/append.ts";
import { insertPasskey, passkeysOf } from "../../../reference-servers/registry/passkeys/store.ts";
import { writeNote } from "../../../reference-servers/servers/knowledge/store/notes.ts";
import { saveSources } from "../../../reference-servers/servers/knowledge/store/sources.ts";
import { alike, planOf } from "../../support/approvals/plan.ts";
import { freshDatabase } from "../../support/engines/postgres.ts";
import type { Claims } from "../../support/identity/issuer.ts";
import type { FixedSettings } from "../../support/registry/test-registry.ts";
import { verifies } from "../../support/verifies.ts";
import { type ApprovalsWorld, askOf, startApprovals } from "../../support/worlds/approvals-world.ts";

const byOid = { claim: "oid", named: true } as const;
const owners = { groups: ["data-owners"] };
/** The claims in the tokens of one person in these tests. */
const ada = { sub: "S1", oid: "7d0c" };
const ines = { sub: "T1", oid: "91aa", ...owners };
const mapping = {
  ...{ from: "sub", to: "oid" },
  people: [
    ["S1", "7d0c"],
    ["S2", "7d0c"],
    ["T1", "91aa"],
  ],
};

describe("mapping people to the ids of another claim", function () {
  this.timeout(60_000);
  let databaseUrl: string;
  let world: ApprovalsWorld;
  let client: pg.Client;
  const restart = async (wish: Partial<FixedSettings>): Promise<void> => {
    const { sealSecret } = world.settings;
    await world.close();
    world = await startApprovals({ databaseUrl, ...(sealSecret === undefined ? {} : { sealSecret }), ...wish });
  };
  beforeEach(async () => {
    databaseUrl = await freshDatabase();
    world = await startApprovals({ databaseUrl });
    client = new pg.Client(databaseUrl);
    await client.connect();
  });
  afterEach(async () => {
    await client.end();
    await world.close();
  });

  const map = (wish: object = mapping) =>
    mapPeopleOf({ DATABASE_URL: databaseUrl, DRAWBRIDGE_SEAL_SECRET: world.settings.sealSecret }, JSON.stringify(wish));
  const page = async (after = 0): Promise<AuditPage> =>
    AuditPage.parse(await (await world.asUser(`/audit?after=${after}`, { ...ines, groups: ["infra"] })).json());
  const kinds = async (): Promise<string[]> =>
    (await page()).entries.map(({ text }) => AuditEvent.parse(JSON.parse(text)).kind);
  const recent = async (claims: Claims) =>
    (await world.list("?state=recent", claims)).approvals.map(({ view, state }) => [view.id, state]);
  const small = planOf({ similar: alike() });
  const usage = (user: string) => ({
    calls: [
      {
        ...{ id: crypto.randomUUID(), at: new Date().toISOString(), tool: "figures", user, agent: null },
        end: "ok",
        ms: 1,
        minutesSaved: 2,
      },
    ],
  });
  const report = async (user: string): Promise<void> => {
    const body = JSON.stringify(usage(user));
    assert.equal((await world.asPart("presto", "/servers/presto/usage", { method: "POST", body })).status, 204);
  };
  /** One of each thing that the parts store about a person. */
  const live = async () => {
    const waiting = await world.ask(askOf({ user: "S1", need: "second-person" }));
    const granted = await world.ask(askOf({ user: "S1" }));
    await world.approve(granted.id, ada);
    const done = await world.ask(askOf({ user: "S1", need: "second-person" }));
    await world.approve(done.id, ines);
    await world.consume(await world.ticket(done.id));
    await world.post(done.id, "outcome", { outcome: "succeeded" });
    const first = await world.ask(askOf({ user: "S1", plan: small }));
    assert.equal((await world.approve(first.id, ada, 3600)).ok, true);
    await report("S1");
    return { waiting, granted, done };
  };

  it(verifies("person.mapped", "A mapping moves requests, standing approvals and usage to the new id"), async () => {
    const { waiting, granted, done } = await live();
    const mapped = await map();
    assert.deepEqual([mapped.requests, mapped.scopes, mapped.calls], [4, 1, 1]);
    await restart({ person: byOid });

    const mine = Object.fromEntries(await recent(ada));
    assert.deepEqual([mine[waiting.id], mine[granted.id], mine[done.id]], ["void", "void", "succeeded"]);
    const approval = await world.approval(done.id, ada);
    assert.equal(approval.decision?.by, "91aa");
    assert.deepEqual(
      (await world.list("", ada)).scopes.map(({ user, approvedBy }) => [user, approvedBy]),
      [["7d0c", "7d0c"]],
    );
    const { month } = MyUsage.parse(await (await world.asUser("/me/usage", ada)).json());
    assert.deepEqual([month.calls, month.minutesSaved], [1, 2]);
    // Rows are sealed again, so the standing approval still approves.
    const ask = askOf({ plan: small });
    const ticket = await world.ask({ ...ask, principal: { ...ask.principal, user: "7d0c", claim: "oid" } });
    assert.equal(ticket.state, "approved");
    // Another person with the old id as a claim is not the same person.
    const other = { sub: "x", oid: "S1" };
    assert.deepEqual([await recent(other), (await world.list("", other)).scopes], [[], []]);
  });

  it(
    verifies("person.mapped", "A mapping withdraws what waits or is approved, and the person is asked again"),
    async () => {
      const { waiting, granted } = await live();
      await map();
      assert.deepEqual(
        [(await world.ticket(waiting.id)).state, (await world.ticket(granted.id)).grant],
        ["void", null],
      );
      assert.match((await world.ticket(waiting.id)).reason ?? "", /another claim since/);
      await restart({ person: byOid });
      const ask = askOf({ need: "second-person" });
      const again = await world.ask({ ...ask, principal: { ...ask.principal, user: "7d0c", claim: "oid" } });
      const own = await world.approve(again.id, { ...ada, ...owners });
      assert.equal(own.ok ? "" : own.error, "own-request");
      assert.equal((await world.approve(again.id, ines)).ok, true);
    },
  );

  it(verifies("person.mapped", "A mapping leaves the audit whole, with one entry that says who is who"), async () => {
    await live();
    const before = await page();
    await map();
    const after = await page();
    assert.deepEqual(after.entries.slice(0, before.entries.length), before.entries);
    const rows = async (from: string): Promise<AuditedRows> =>
      AuditedRows.parse(await (await world.asUser(`/audit/rows?after=${from}`, { ...ines, groups: ["infra"] })).json());
    const { broken, problems } = await verifyAudit(page, rows, []);
    assert.deepEqual([broken, problems], [null, []]);
    const last = AuditEvent.parse(JSON.parse(after.entries.at(-1)?.text ?? ""));
    assert.equal(last.kind, "people-mapped");
    assert.deepEqual([last.body.from, last.body.to, last.body.people], ["sub", "oid", mapping.people]);
  });

  it(
    verifies("person.mapped", "A mapping changes nothing in a second run, even where two ids change places"),
    async () => {
      await report("ada");
      await report("finn");
      await report("finn");
      const swap = {
        from: "sub",
        to: "upn",
        people: [
          ["ada", "finn"],
          ["finn", "ada"],
        ],
      };
      assert.equal((await map(swap)).calls, 3);
      const entries = (await kinds()).length;
      assert.equal((await map(swap)).calls, 0);
      assert.equal((await kinds()).length, entries);
      const { rows } = await client.query(
        "select user_name, count(*)::int as calls from registry.calls where user_claim = 'upn' group by 1 order by 1",
      );
      assert.deepEqual(rows, [
        { user_name: "ada", calls: 2 },
        { user_name: "finn", calls: 1 },
      ]);
    },
  );

  /** With the registry's own database and seals. */
  const withPasskeys = async <T>(act: (sealed: SealedDatabase) => Promise<T>): Promise<T> => {
    const seals = rowSeals(world.settings.sealSecret ?? "");
    const database = await openRegistry({ databaseUrl }, seals, pino({ level: "silent" }));
    try {
      return await act({ database, seals });
    } finally {
      await database.destroy();
    }
  };
  const passkey = (id: string, user: string, claim: string) => ({
    ...{ id, user, claim, label: "Laptop", publicKey: `key-of-${id}`, counter: 3 },
    ...{ createdAt: new Date("2026-11-21T12:00:00Z"), usedAt: null },
  });
  /** Adds the passkey as the registry does: the row, and its audit entry. */
  const addPasskey = (sealed: SealedDatabase, added: ReturnType<typeof passkey>) =>
    sealed.database.transaction().execute(async (database) => {
      await insertPasskey({ ...sealed, database }, added);
      const { id, user, claim, createdAt } = added;
      await appendAudit(database, [{ kind: "passkey-added", body: { user, claim, passkey: id } }], createdAt);
    });
  const passkeyIds = (user: string, claim: string) =>
    withPasskeys(async (sealed) => (await passkeysOf(sealed, { user, claim })).map(({ id }) => id).sort());

  it(verifies("name.bounded", "A mapping moves display names to the new ids, and the best of two"), async () => {
    await world.list("", { sub: "S1", name: "Ada L." });
    await world.list("", { sub: "S2", name: "Ada Lindqvist" });
    for (const user of ["T1", "U1"])
      await world.ask(askOf({ principal: { user, groups: [], surface: "local", name: "By a server" } }));
    await world.list("", { sub: "U2", name: "By a token" });
    await world.list("", { sub: "S9", name: "Another user" });
    await client.query(
      "update registry.display_names set used_at = now() - interval '5 days' where user_name in ('S1', 'U2')",
    );
    const named = async () => {
      const { rows } = await client.query("select user_claim, user_name, name from registry.display_names order by 2");
      return rows.map(({ user_claim, user_name, name }) => `${user_claim} ${user_name} ${name}`);
    };
    const wish = { ...mapping, people: [...mapping.people, ["U1", "55bb"], ["U2", "55bb"]] };
    const mapped = await map(wish);
    assert.equal(mapped.names, 5);
    assert.deepEqual(await named(), [
      "oid 55bb By a token",
      "oid 7d0c Ada Lindqvist",
      "oid 91aa By a server",
      "sub S9 Another user",
    ]);
    const entries = (await kinds()).length;
    assert.equal((await map(wish)).names, 0);
    assert.equal((await kinds()).length, entries);
    await restart({ person: byOid });
    const ask = askOf({ need: "second-person" });
    const { id } = await world.ask({ ...ask, principal: { ...ask.principal, user: "7d0c", claim: "oid" } });
    assert.deepEqual((await world.approval(id, ines)).names, { "7d0c": "Ada Lindqvist" });
    // A row that another program changed is deleted, and not sealed again.
    await client.query(
      "update registry.display_names set user_claim = 'sub', user_name = 'S1' where user_name = '7d0c'",
    );
    await client.query(
      "update registry.display_names set user_claim = 'sub', user_name = 'S2' where user_name = '91aa'",
    );
    assert.equal((await map()).names, 2);
    assert.deepEqual(await named(), ["oid 55bb By a token", "sub S9 Another user"]);
  });

  it(verifies("person.mapped", "A mapping moves only passkeys of the old claim to the new id, and once"), async () => {
    await withPasskeys(async (sealed) => {
      for (const [id, user, claim] of [
        ["first", "S1", "sub"],
        ["second", "S2", "sub"],
        ["of-another-claim", "S1", "upn"],
        ["of-another-user", "S9", "sub"],
      ] as const)
        await addPasskey(sealed, passkey(id, user, claim));
    });
    const mapped = await map();
    assert.equal(mapped.passkeys, 2);
    assert.deepEqual(await passkeyIds("7d0c", "oid"), ["first", "second"]);
    const [first] = await withPasskeys((sealed) => passkeysOf(sealed, { user: "7d0c", claim: "oid" }));
    assert.deepEqual(first, { ...passkey(first?.id ?? "", "7d0c", "oid") });
    assert.deepEqual(await Promise.all([passkeyIds("S1", "sub"), passkeyIds("S1", "upn"), passkeyIds("S9", "sub")]), [
      [],
      ["of-another-claim"],
      ["of-another-user"],
    ]);
    const last = AuditEvent.parse(JSON.parse((await page()).entries.at(-1)?.text ?? ""));
    assert.deepEqual([last.kind, last.body.mapped], ["people-mapped", mapped]);
    assert.equal((await map()).passkeys, 0);
    assert.equal((await kinds()).filter((kind) => kind === "people-mapped").length, 1);
  });

  it(verifies("person.mapped", "A mapping does not validate a passkey that the registry did not add"), async () => {
    await withPasskeys(async (sealed) => {
      await addPasskey(sealed, passkey("own", "S1", "sub"));
      await addPasskey(sealed, passkey("changed", "S1", "sub"));
    });
    await client.query("update registry.passkeys set public_key = 'the-attackers' where id = 'changed'");
    await client.query(
      `insert into registry.passkeys (id, user_name, user_claim, label, public_key, counter, created_at, seal)
       select 'copied', 'S2', user_claim, label, public_key, counter, created_at, seal from registry.passkeys where id = 'own'`,
    );
    await map();
    assert.deepEqual(await passkeyIds("7d0c", "oid"), ["own"]);
  });

  it(
    verifies("person.mapped", "A mapping ends the paired editors of its people in the same entry, and no others"),
    async () => {
      const [hers, other] = [await world.editorOf(ada), await world.editorOf({ sub: "S9", oid: "none" })];
      const request = await world.ask(askOf({ user: "S1" }));
      const { shown } = await world.approval(request.id, ada);
      const body = JSON.stringify({ decisions: [{ id: request.id, shown, decision: "approve" }] });
      const url = `${hers.api}/approvals/decisions`;
      const headers = await hers.headers("POST", url);
      const mapped = await map();
      assert.equal(mapped.pairings, 1);
      assert.equal((await fetch(url, { method: "POST", headers, body })).status, 401);
      assert.deepEqual(await hers.answer(), { state: "ended", why: "revoked" });
      const { rows } = await client.query("select tokens, seal from registry.pairings where id = $1", [hers.begun.id]);
      assert.deepEqual(rows, [{ tokens: null, seal: null }]);
      const last = AuditEvent.parse(JSON.parse((await page()).entries.at(-1)?.text ?? ""));
      assert.deepEqual([last.kind, last.body.pairings], ["people-mapped", [hers.begun.id]]);
      assert.equal((await other.answer()).state, "allowed");
      assert.equal((await map()).pairings, 0);
    },
  );

  it(verifies("person.mapped", "A mapping seals no row that was changed outside the registry"), async () => {
    const { done } = await live();
    await client.query("update registry.approvals set state = 'approved', grant_id = 'forged' where id = $1", [
      done.id,
    ]);
    await map();
    assert.equal((await world.ticket(done.id)).grant, null);
    assert.equal((await world.ticket(done.id)).state, "void");
  });

  it(verifies("person.mapped", "A mapping changes the authors of documents, and no text"), async () => {
    const database = await openKnowledge(databaseUrl, pino({ level: "silent" }));
    try {
      await saveSources(database, [{ name: "notes", title: "Notes", kind: "notes", groups: ["*"] }]);
      const note = { source: "notes", title: "Spill", text: "S1 wrote this.", url: null };
      await writeNote(database, note, { user: "S1", claim: "sub", at: new Date() }, null);
      assert.equal((await map()).elsewhere.documents, 2);
      assert.equal((await map()).elsewhere.documents, 0);
      const { rows } = await client.query(
        "select changed_by, changed_by_claim, written_by, text from knowledge.documents join knowledge.revisions on document = id",
      );
      assert.deepEqual(rows, [
        { changed_by: "7d0c", changed_by_claim: "oid", written_by: "7d0c", text: "S1 wrote this." },
      ]);
    } finally {
      await database.destroy();
    }
  });

  const wrong: readonly (readonly [string, object, RegExp])[] = [
    [
      "gives one old id two new ones",
      {
        ...mapping,
        people: [
          ["S1", "a"],
          ["S1", "b"],
        ],
      },
      /two new ones/,
    ],
    ["has the same claim twice", { ...mapping, to: "sub" }, /the same/],
    [
      "has an id that no token gives",
      { ...mapping, to: "upn", people: [["S1", "Ada@Example.com"]] },
      /as tokens will give it/,
    ],
    ["has an id with an invisible character", { ...mapping, people: [["S1", "a\u200b"]] }, /as tokens will give it/],
    ["is empty", { ...mapping, people: [] }, /no mapping/],
    ["is no mapping", { S1: "7d0c" }, /no mapping/],
  ];
  for (const [what, wish, why] of wrong) {
    it(verifies("person.mapped", `A mapping is refused, and changes nothing, where the file ${what}`), async () => {
      await report("S1");
      await assert.rejects(map(wish), why);
      const { rows } = await client.query("select user_name, user_claim from registry.calls");
      assert.deepEqual(rows, [{ user_name: "S1", user_claim: "sub" }]);
    });
  }
});
