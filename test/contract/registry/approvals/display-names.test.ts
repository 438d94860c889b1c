import assert from "node:assert/strict";
import { AuditPage } from "@drawbridge/contracts/audit";
import { digestOf } from "@drawbridge/contracts/digest";
import { MyServers } from "@drawbridge/contracts/registry";
import { openDatabase } from "@drawbridge/registry/database";
import { rowSeals } from "@drawbridge/registry/row-seals";
import { sealSecretOf } from "@drawbridge/registry/settings";
import { Client } from "pg";
import { pino } from "pino";
import { forgetUnusedNames, peopleNames } from "../../../../reference-servers/registry/people/display-names.ts";
import { until } from "../../../support/clocks/until.ts";
import { InboxVisitor } from "../../../support/people/inbox-visitor.ts";
import { startTestRegistry } from "../../../support/registry/test-registry.ts";
import { verifies } from "../../../support/verifies.ts";
import { type ApprovalsWorld, askOf, startApprovals } from "../../../support/worlds/approvals-world.ts";

const silent = pino({ level: "silent" });
const hostile = `<b>Ines</b> (ines)\u202e${"x".repeat(200)}`;

describe("display names at the registry", function () {
  this.timeout(30_000);
  let world: ApprovalsWorld;
  before(async () => {
    world = await startApprovals();
  });
  after(() => world.close());

  const owner = (sub: string, name?: string) => ({ sub, groups: ["data-owners"], ...(name !== undefined && { name }) });
  const askFor = (user: string, name?: string) =>
    world.ask(
      askOf({
        need: "second-person",
        principal: { user, groups: ["ads-eng"], surface: "local", ...(name !== undefined && { name }) },
      }),
    );

  it(
    verifies("name.beside-id", "A request says the names of the user who asked and of the person who decided"),
    async () => {
      await world.list("", { sub: "u-1", name: "Ada Lindqvist" });
      const { id } = await askFor("u-1");
      const ines = owner("u-2", "Ines Moreau");
      assert.deepEqual((await world.approval(id, ines)).names, { "u-1": "Ada Lindqvist" });
      const decided = await world.approve(id, ines);
      assert.ok(decided.ok);
      assert.deepEqual(decided.approval.names, { "u-1": "Ada Lindqvist", "u-2": "Ines Moreau" });
      const listed = (await world.list("?state=recent", ines)).approvals.find(({ view }) => view.id === id);
      assert.deepEqual(listed?.names, decided.approval.names);
      assert.deepEqual([listed?.view.user, listed?.decision?.by], ["u-1", "u-2"]);
    },
  );

  it(verifies("name.decides-nothing", "A name is in no digest, no ticket and no entry of the audit"), async () => {
    await world.list("", { sub: "u-3", name: "A very rare name" });
    const ticket = await askFor("u-3", "A very rare name");
    const approval = await world.approval(ticket.id, owner("u-4"));
    assert.equal(approval.shown, digestOf(approval.view));
    assert.doesNotMatch(JSON.stringify([ticket, approval.view]), /rare name/);
    const read = await world.asUser("/audit", { sub: "auditor", groups: ["infra"] });
    const page = AuditPage.parse(await read.json());
    assert.doesNotMatch(JSON.stringify(page.entries), /rare name/);
    assert.equal(page.names?.["u-3"], "A very rare name");
  });

  it(
    verifies("name.source", "A server's word counts until the registry has seen a token, and never after"),
    async () => {
      const { id } = await askFor("u-5", "By the server");
      const nameNow = async () => (await world.approval(id, owner("u-6"))).names?.["u-5"];
      assert.equal(await nameNow(), "By the server");
      await world.list("", { sub: "u-5", name: "By a token" });
      assert.equal(await nameNow(), "By a token");
      await askFor("u-5", "By the server again");
      assert.equal(await nameNow(), "By a token");
      await world.list("", { sub: "u-5", name: "A new name" });
      assert.equal(await nameNow(), "A new name");
    },
  );

  it(verifies("name.source", "A name that another program wrote into the database is not shown"), async () => {
    await world.list("", { sub: "u-7", name: "Ada Lindqvist" });
    const { id } = await askFor("u-7");
    const database = new Client({ connectionString: world.settings.databaseUrl });
    await database.connect();
    await database.query("update registry.display_names set name = 'Ines Moreau' where user_name = 'u-7'");
    await database.end();
    assert.equal((await world.approval(id, owner("u-8"))).names, undefined);
  });

  it(verifies("name.bounded", "A name that was not used for 90 days is deleted, and one in use is not"), async () => {
    const seals = rowSeals(sealSecretOf(world.settings));
    const database = await openDatabase(world.settings, seals, silent);
    let at = new Date();
    const names = peopleNames(database, seals, silent, () => at);
    const days = (count: number) => new Date(Date.now() - count * 86_400_000);
    const shown = async () =>
      Object.keys((await names.namesIn([{ claim: "sub", users: ["n-1", "n-2", "n-3", "n-4"] }]))[0] ?? {});
    try {
      for (const [user, age] of [
        ["n-1", 91],
        ["n-2", 89],
        ["n-3", 91],
      ] as const) {
        at = days(age);
        await names.learn({ user, name: "Ada" }, user === "n-3" ? "server" : "token");
      }
      at = days(200);
      await names.learn({ user: "n-4", name: "Ada" }, "token");
      // The same name is a use too, on another day.
      at = new Date();
      await names.learn({ user: "n-4", name: "Ada" }, "token");
      assert.equal(await forgetUnusedNames(database), 2);
      assert.deepEqual(await shown(), ["n-2", "n-4"]);
      assert.equal(await forgetUnusedNames(database), 0);
      await names.learn({ user: "n-1", name: "Ada" }, "token");
      assert.deepEqual(await shown(), ["n-1", "n-2", "n-4"]);
    } finally {
      await database.destroy();
    }
  });

  it(verifies("name.bounded", "A registry that starts deletes the names that were not used for 90 days"), async () => {
    for (const sub of ["n-5", "n-6"]) await world.list("", { sub, name: "Ada Lindqvist" });
    const client = new Client({ connectionString: world.settings.databaseUrl });
    await client.connect();
    await client.query(
      "update registry.display_names set used_at = now() - interval '91 days' where user_name = 'n-5'",
    );
    const { databaseUrl, sealSecret = "" } = world.settings;
    const another = await startTestRegistry({ databaseUrl, sealSecret });
    try {
      const left = async () =>
        (await client.query("select user_name from registry.display_names where user_name in ('n-5', 'n-6')")).rows;
      await until("the name is deleted", async () => (await left()).length === 1);
      assert.deepEqual(await left(), [{ user_name: "n-6" }]);
    } finally {
      await another.close();
      await client.end();
    }
  });

  it(verifies("name.hostile", "A hostile name hides no id on the inbox's pages, and changes no page"), async () => {
    const { id } = await askFor("u-9");
    await world.list("", { sub: "u-9", name: hostile });
    const visitor = new InboxVisitor(world.url);
    await visitor.signInAt(world.issuer, owner("u-10", hostile));
    for (const path of ["/approvals", `/approvals/${id}`]) {
      const { html } = await visitor.ask(path);
      assert.match(html, /\(u-9\)/, path);
      assert.match(html, /\(u-10\)/, path);
      assert.match(html, /&lt;b&gt;Ines&lt;\/b&gt; \{ines\}<span class="unseen"[^>]*>U\+202E/);
      assert.doesNotMatch(html, /<b>Ines<\/b>|\(ines\)|\u202e|x{50}/);
    }
  });

  it(verifies("name.beside-id", "A signed-in user learns their own name with their servers"), async () => {
    const answer = async (claims: object) =>
      MyServers.parse(await (await world.asUser("/me/servers", { sub: "u-11", ...claims })).json());
    assert.equal((await answer({ name: "Ada Lindqvist" })).name, "Ada Lindqvist");
    for (const name of [undefined, 7, "", ["Ada"]]) assert.equal((await answer({ name })).name, undefined);
  });
});
