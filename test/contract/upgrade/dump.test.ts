import assert from "node:assert/strict";
import { oauthClients } from "@drawbridge/contracts/oauth";
import { connect } from "@drawbridge/hosted/database";
import { migrateDown, migrationsThatRan, type Schema } from "@drawbridge/hosted/migrations";
import { schema as knowledgeSchema } from "@drawbridge/knowledge/database";
import { schemaOf } from "@drawbridge/registry/database";
import { rowSeals } from "@drawbridge/registry/row-seals";
import pg from "pg";
import { pino } from "pino";
import { z } from "zod";
import { schema as identitySchema } from "../../../reference-servers/identity/postgres-store.ts";
import { alike, planOf } from "../../support/approvals/plan.ts";
import { startTestIdentity } from "../../support/identity/test-identity.ts";
import { assertContent } from "../../support/upgrade/content.ts";
import { type RestoredDump, restoredDump } from "../../support/upgrade/dump.ts";
import { dumpSecrets } from "../../support/upgrade/secrets.ts";
import { verifies } from "../../support/verifies.ts";
import { type ApprovalsWorld, askOf, startApprovals } from "../../support/worlds/approvals-world.ts";
import { ada, answer, found, SourcesAnswer, startKnowledge } from "../knowledge/running-knowledge.ts";

const registrySchema = schemaOf(rowSeals(dumpSecrets.sealSecret), "DATABASE_URL");

describe("the databases of the release before", function () {
  this.timeout(120_000);

  const onDump = async (dump: RestoredDump, check: (world: ApprovalsWorld) => Promise<void>): Promise<void> => {
    const { databaseUrl, now } = dump;
    const world = await startApprovals({ databaseUrl, now, ...dumpSecrets });
    try {
      await assertContent(world, dump);
      await check(world);
    } finally {
      await world.close();
    }
  };
  /** Takes back every migration that has a way down. */
  const allDown = async (databaseUrl: string, schema: Schema): Promise<readonly string[]> => {
    const options = { connectionTimeoutMs: 3_000, statementTimeoutMs: 5_000, maxConnections: 1 };
    const log = pino({ level: "silent" });
    const database = connect({ url: databaseUrl, applicationName: "test", log, ...options });
    try {
      const names = await migrationsThatRan(database, schema);
      for (const name of names.toReversed()) assert.equal(await migrateDown(database, schema), name);
      return names;
    } finally {
      await database.destroy();
    }
  };

  it(
    verifies("upgrade.dump", "A registry has everything that the release before stored, also after a way down and up"),
    async () => {
      const dump = await restoredDump();
      await onDump(dump, async (world) => {
        const granted = await world.ticket(dump.requests.approved ?? "");
        assert.notEqual(typeof (await world.consume(granted)), "string", "the old grant is spent");
        const similar = await world.ask(askOf({ plan: planOf({ similar: alike() }) }));
        assert.equal(similar.state, "approved", "the old standing approval covers it");
        assert.equal((await world.approval(dump.requests.pending ?? "")).names?.ada, "Ada Lindqvist");
      });
      const again = await restoredDump();
      await onDump(again, async () => {});
      const names = await allDown(again.databaseUrl, registrySchema);
      assert.deepEqual(
        names,
        Object.keys(registrySchema.migrations).slice(names.length === 0 ? Infinity : -names.length),
      );
      await onDump(
        again,
        async (world) => void (await world.approve(again.requests.pending ?? "", { sub: "ines", groups: ["infra"] })),
      );
    },
  );

  it(
    verifies("upgrade.dump", "A Knowledge server finds the documents, notes and root causes of the release before"),
    async () => {
      const { databaseUrl } = await restoredDump();
      const check = async (): Promise<void> => {
        const notes = [{ name: "notes", kind: "notes", groups: ["ads-eng"] }];
        const knowledge = await startKnowledge(notes, { DATABASE_URL: databaseUrl });
        try {
          const client = await knowledge.connect(ada);
          const [hit] = await found(client, "night shift key");
          assert.deepEqual([hit?.title, hit?.text], ["Night shift", "Omar has the key."]);
          const { sources } = SourcesAnswer.parse(await answer(client, "list_sources"));
          assert.deepEqual(
            sources.map(({ name, documents }) => [name, documents]),
            [
              ["notes", 1],
              ["root-causes", 1],
            ],
          );
          const [cause] = await found(client, "salt the join key");
          assert.equal(cause?.title, "One customer has half of the rows");
        } finally {
          await knowledge.close();
        }
      };
      await check();
      await allDown(databaseUrl, knowledgeSchema);
      await check();
    },
  );

  it(verifies("upgrade.dump", "The identity provider keeps the keys and sessions of the release before"), async () => {
    const { databaseUrl, keys, refreshToken } = await restoredDump();
    const Keys = z.object({ keys: z.array(z.object({ kid: z.string() })) });
    await allDown(databaseUrl, identitySchema);
    const identity = await startTestIdentity({ databaseUrl });
    try {
      const published = Keys.parse(await (await fetch(`${identity.url}/jwks`)).json());
      assert.deepEqual(
        published.keys.map(({ kid }) => kid),
        keys,
      );
      const { status } = await fetch(`${identity.url}/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "refresh_token",
          client_id: oauthClients.broker,
          refresh_token: refreshToken,
        }),
      });
      assert.equal(status, 200);
    } finally {
      await identity.close();
    }
  });

  it(verifies("upgrade.dump", "The dump is from before the first migration with a way down"), async () => {
    const { databaseUrl } = await restoredDump();
    const client = new pg.Client(databaseUrl);
    await client.connect();
    try {
      for (const { name, foundation } of [registrySchema, knowledgeSchema, identitySchema]) {
        const { rows } = await client.query(`select max(name) as last from ${name}.kysely_migration`);
        assert.deepEqual(rows, [{ last: foundation }]);
      }
    } finally {
      await client.end();
    }
  });
});
