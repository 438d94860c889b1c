import assert from "node:assert/strict";
import { peerCredential } from "@drawbridge/contracts/part-secret";
import { pino } from "pino";
import { openDatabase } from "../../../reference-servers/servers/knowledge/database.ts";
import { readingGroups } from "../../../reference-servers/servers/knowledge/store/sources.ts";
import { verifies } from "../../support/verifies.ts";
import { startKnowledge } from "./running-knowledge.ts";

describe("the groups that decide in Knowledge", () => {
  it(
    verifies("groups.deciding", "Knowledge announces each group that may read a source or a recorded root cause"),
    async () => {
      const spark = peerCredential("a root secret", "spark", "knowledge");
      const knowledge = await startKnowledge([{ name: "wiki", kind: "notes", groups: ["writers", "*", "infra"] }], {
        DRAWBRIDGE_PEERS: `spark=${spark}`,
      });
      const database = await openDatabase(knowledge.settings.DATABASE_URL ?? "", pino({ level: "silent" }));
      try {
        assert.deepEqual((await readingGroups(database)).sort(), ["infra", "writers"]);
        const { status } = await fetch(`${knowledge.kit.url}/internal/v1/root-causes/of-few`, {
          method: "PUT",
          headers: { "content-type": "application/json", authorization: `Bearer ${spark}` },
          body: JSON.stringify({
            ...{ cause: "executor-out-of-memory", fingerprint: "f1", text: "java.lang.OutOfMemoryError", note: "" },
            ...{ subject: { id: "app-1", name: "nightly" }, title: "Half of the rows", fix: "Salt the join key." },
            ...{ recordedBy: "ada", recordedAt: "2026-11-01T10:00:00Z", groups: ["infra", "on, call", "数据"] },
          }),
        });
        assert.equal(status, 204);
        assert.deepEqual((await readingGroups(database)).sort(), ["infra", "on, call", "writers", "数据"]);
      } finally {
        await database.destroy();
        await knowledge.close();
      }
    },
  );
});
