import assert from "node:assert/strict";
import { SqlError } from "@drawbridge/presto/errors";
import { table } from "../../support/engines/object-names.ts";
import { verifies } from "../../support/verifies.ts";
import { ada, finn, never, omar, usePresto } from "./presto-client.ts";

const denied = (error: unknown): boolean => error instanceof SqlError && error.code === "denied-by-engine";

describe("users of a real Presto", () => {
  const presto = usePresto();

  it(verifies("presto.as-the-user", "The engine gets the user's name and the source Drawbridge"), async () => {
    await presto().rows("SELECT 'who am I', current_user", finn);
    const query = (await presto().presto.queries()).find(({ sql }) => sql.includes("who am I"));
    assert.deepEqual([query?.user, query?.source, query?.tags], ["finn", "drawbridge", ["drawbridge", "claude-code"]]);
    assert.deepEqual(await presto().rows("SELECT current_user", finn), [["finn"]]);
  });

  it(verifies("presto.as-the-user", "The engine's own rules deny a user what they may not read"), async () => {
    const { rows, engine } = presto();
    await rows("SELECT count(*) FROM memory.information_schema.tables", ada);
    await rows("SELECT count(*) FROM tpch.tiny.nation", finn);
    await assert.rejects(rows("SELECT count(*) FROM memory.information_schema.tables", finn), denied);
    await assert.rejects(rows("SELECT count(*) FROM tpch.tiny.nation", omar), denied);
    await assert.rejects(engine.estimate("SELECT * FROM tpch.tiny.nation", omar, never()), denied);
    await assert.rejects(engine.describeTable(table("tpch.tiny.nation"), omar, never()), denied);
  });

  it(verifies("presto.as-the-user", "A user finds only the tables that the engine shows them"), async () => {
    const { engine } = presto();
    const names = async (caller: typeof ada) =>
      (await engine.findTables("tiny nation", caller, never())).map(({ name }) => name);
    assert.deepEqual(await names(ada), ["tpch.tiny.nation"]);
    assert.deepEqual(await names(finn), ["tpch.tiny.nation"]);
    assert.deepEqual(await names(omar), []);
  });
});
