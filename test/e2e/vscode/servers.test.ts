import assert from "node:assert/strict";
import { verifies } from "../../support/verifies.ts";
import { addMadeServers, removeMadeServers } from "../../support/vscode/made-servers.ts";
import { inSharedWorld, type World } from "../../support/vscode/world.ts";

const manyServers = 500;

describe("the servers in the side bar", function () {
  this.timeout(60_000);
  let world: World;
  inSharedWorld((shared) => {
    world = shared;
  });

  it(
    verifies(
      "vscode.servers",
      "The side bar shows the servers that the user may use, with their tools and the tools' effects",
    ),
    async () => {
      const window = await world.signedIn("ada");
      const presto = window.row("Presto");
      await presto.filter({ hasText: /dev · \d+ tools/ }).waitFor();
      await presto.locator(".monaco-tl-twistie").click();
      await window
        .row("Write query")
        .or(window.row("Change data"))
        .first()
        .waitFor({ timeout: 2_000 })
        .catch(() => {});
      await window.row("Query").filter({ hasText: "reads" }).first().waitFor();
      await window.row("writes").first().waitFor();
      await window.pictures("servers");
    },
  );

  it(
    verifies("vscode.server-page", "A server's page shows its owner, help, policies and tools, and has no script"),
    async () => {
      const window = await world.signedIn("ada");
      await window.row("Presto").click();
      const frame = await window.frameWith("main h1");
      const text = await frame.locator("main").innerText();
      for (const part of ["Data Platform", "#presto-help", "restricted data", "presto/groups", "saves about 10 min"]) {
        assert.ok(text.includes(part), `${part} in\n${text}`);
      }
      assert.equal(await frame.locator("script").count(), 0);
      await window.pictures("server-page");
    },
  );

  it(verifies("vscode.server-page", "The tab of a server with a very long name stays short"), async () => {
    const window = await world.signedIn("ada");
    await window.row("Presto").waitFor();
    const title = `Presto ${"of the advertising warehouse ".repeat(6)}`;
    await world.sql(
      "update registry.servers set manifest = jsonb_set(manifest, '{title}', to_jsonb($1::text)) where name = 'presto'",
      [title],
    );
    try {
      await window.row("of the advertising warehouse").first().click();
      const tab = window.page.locator(".tab", { hasText: "of the advertising" });
      await tab.waitFor();
      assert.ok((await tab.innerText()).trim().length < 70, await tab.innerText());
      await window.pictures("long-name");
    } finally {
      await world.sql(
        "update registry.servers set manifest = jsonb_set(manifest, '{title}', to_jsonb('Presto'::text)) where name = 'presto'",
      );
      await window.clear();
    }
  });

  it(
    verifies(
      "vscode.not-allowed",
      "The side bar shows a closed server with whom to ask, and its page says why it is closed",
    ),
    async () => {
      const window = await world.signedIn("finn");
      await window.row("Not allowed").waitFor();
      await window.row("Presto").filter({ hasText: "ask Data Platform" }).click();
      const frame = await window.frameWith("main .notice.warning");
      assert.match(await frame.locator(".notice.warning").innerText(), /finn may not use presto.*Ask Data Platform/);
      await window.pictures("not-allowed");
    },
  );

  describe("after a change of policy", () => {
    const groups = (names: string): Promise<void> =>
      world.sql(
        "update registry.server_access set coarse = jsonb_set(coarse, '{groups}', $1::jsonb), decided_by = 'operator' where server = 'presto'",
        [names],
      );
    afterEach(() => groups('["ads-eng", "infra"]'));

    it(
      verifies(
        "vscode.lost-server",
        "The side bar takes a server away within seconds of a policy change, and says why",
      ),
      async () => {
        const window = await world.signedIn("ada");
        await window.row("Presto").filter({ hasText: "tools" }).waitFor();
        const began = Date.now();
        await groups('["infra"]');
        await window
          .notification(/You cannot use Presto any more\. ada may not use presto.*Ask Data Platform/)
          .waitFor();
        await window.row("Not allowed").locator(".monaco-tl-twistie").click();
        await window.row("Presto").filter({ hasText: "ask Data Platform" }).waitFor();
        assert.ok(Date.now() - began < 10_000, `${Date.now() - began} ms`);
        assert.deepEqual(await window.listedServers(["presto", "spark"]), ["spark"]);
        await window.pictures("lost-server");
      },
    );
  });

  describe("with five hundred servers", () => {
    before(() => addMadeServers(world, manyServers, 8));
    after(() => removeMadeServers(world));

    it(
      verifies("vscode.many", "The side bar lists five hundred servers, and its filter finds one of them"),
      async () => {
        const window = await world.signedIn("ada");
        await window.row("Made").first().waitFor();
        const began = Date.now();
        await window.run("Drawbridge: Filter Servers…");
        await window.type("made 371");
        await window.row("Made 371").waitFor();
        assert.equal(await window.row("").count(), 1);
        assert.ok(Date.now() - began < 10_000, `${Date.now() - began} ms`);
        await window.pictures("filtered");
        await window.run("Drawbridge: Clear Filter");
        await window.row("Made 1").first().waitFor();
      },
    );
  });
});
