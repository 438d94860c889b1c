import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { CommandLine } from "../../../support/agents/command-line.ts";
import { bundledCli } from "../../../support/agents/proxy-bundle.ts";
import { verifies } from "../../../support/verifies.ts";
import { type InboxWorld, startInbox } from "../../../support/worlds/inbox-world.ts";

describe("drawbridge audit verify", function () {
  this.timeout(60_000);
  let world: InboxWorld;
  let client: pg.Client;
  let user: CommandLine;
  before(async () => {
    world = await startInbox();
    client = new pg.Client(world.settings.databaseUrl);
    await client.connect();
    user = new CommandLine(undefined, (await bundledCli()).cli);
  });
  after(async () => {
    await user.dispose();
    await client.end();
    await world.close();
  });
  const signIn = (as: string) => user.run("login", "--registry", world.url, "--as", as);

  it(
    verifies(
      "audit.verified",
      "The command verifies the audit for an auditor, remembers the verified end, and shows what was done since",
    ),
    async () => {
      assert.equal((await signIn("ines")).code, 0);
      for (let index = 0; index < 3; index += 1) await world.ask();
      const first = await user.run("audit", "verify");
      assert.equal(first.code, 0, first.stderr);
      assert.match(first.stdout, /is whole: 4 entries\. Its head is [\w-]{43}/);
      await world.ask();
      assert.match((await user.run("audit", "verify")).stdout, /is whole: 5 entries; 1 new since the last time/);

      await client.query("alter table registry.audit disable trigger all");
      await client.query("delete from registry.audit where seq = 5");
      const cut = await user.run("audit", "verify");
      assert.equal(cut.code, 1);
      assert.match(cut.stdout, /NOT whole: entry 5 breaks the chain;.*5 entries at the last verification.*cut off/);
      await client.query("update registry.audit set text = replace(text, 'ada', 'eve') where seq = 2");
      const changed = await user.run("audit", "verify", "--json");
      assert.equal(changed.code, 1);
      assert.deepEqual(JSON.parse(changed.stdout).broken.at, 2);
      // An audit that failed the check is not remembered as verified.
      assert.equal(
        Object.values<{ seq: number }>(JSON.parse(readFileSync(join(user.home, "audit-heads.json"), "utf8")))[0]?.seq,
        5,
      );
    },
  );

  it(verifies("audit.verified", "The command does not treat a damaged memory file as a missing one"), async () => {
    writeFileSync(join(user.home, "audit-heads.json"), "{");
    const outcome = await user.run("audit", "verify");
    assert.equal(outcome.code, 1);
    assert.match(outcome.stderr, /is damaged/);
    rmSync(join(user.home, "audit-heads.json"));
  });

  it(verifies("audit.anchor", "The command detects by an anchor alone that the audit was rewritten"), async () => {
    const anchored = await startInbox();
    const other = new CommandLine(undefined, (await bundledCli()).cli);
    const owner = new pg.Client(anchored.settings.databaseUrl);
    await owner.connect();
    try {
      assert.equal((await other.run("login", "--registry", anchored.url, "--as", "ines")).code, 0);
      await anchored.ask();
      const anchor = join(other.home, "anchor.json");
      assert.equal((await other.run("audit", "export-anchor", anchor)).code, 0);
      const { registry, seq, hash } = JSON.parse(readFileSync(anchor, "utf8"));
      assert.deepEqual([registry, seq, typeof hash], [anchored.url, 2, "string"]);
      assert.equal((await other.run("audit", "export-anchor", anchor)).code, 1, "an anchor is not replaced");
      await anchored.ask();
      assert.equal((await other.run("audit", "verify", "--anchor", anchor)).code, 0);
      // The end is deleted together with the rows, and this machine deletes its memory file.
      await owner.query("alter table registry.audit disable trigger all");
      await owner.query("delete from registry.audit");
      await owner.query("delete from registry.approvals");
      rmSync(join(other.home, "audit-heads.json"));
      assert.equal((await other.run("audit", "verify")).code, 0);
      rmSync(join(other.home, "audit-heads.json"));
      const cut = await other.run("audit", "verify", "--anchor", anchor);
      assert.equal(cut.code, 1);
      assert.match(cut.stdout, /had 2 entries at the last verification: its end was cut off/);
    } finally {
      await owner.end();
      await other.dispose();
      await anchored.close();
    }
  });

  it(verifies("audit.readers", "A user who is not an auditor learns so, and whom to ask"), async () => {
    await signIn("ada");
    const outcome = await user.run("audit", "verify");
    assert.equal(outcome.code, 5);
    assert.match(outcome.stderr, /members of infra/);
    assert.equal((await user.run("audit", "rewrite")).code, 2);
  });
});
