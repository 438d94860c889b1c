import assert from "node:assert/strict";
import { KeptRootCause, type RootCause, Similar } from "@drawbridge/contracts/knowledge";
import { peerCredential } from "@drawbridge/contracts/part-secret";
import { verifies } from "../../support/verifies.ts";
import { ada, answer, FetchAnswer, found, ines, type RunningKnowledge, startKnowledge } from "./running-knowledge.ts";

const spark = peerCredential("a root secret", "spark", "knowledge");
const airflow = peerCredential("a root secret", "airflow", "knowledge");

const rootCause = (more: Partial<RootCause> = {}): RootCause => ({
  cause: "executor-out-of-memory",
  fingerprint: "f1",
  text: "java.lang.OutOfMemoryError: Java heap space in task 7 of stage 3",
  subject: { id: "app-20261101-0001", name: "nightly-sales" },
  title: "One customer has half of the rows",
  fix: "Salt the join key customer_id.",
  note: "Seen after the import of the old shop.",
  recordedBy: "ada",
  recordedAt: "2026-11-01T10:00:00Z",
  groups: ["ads-eng"],
  ...more,
});

describe("root causes from other servers", () => {
  let knowledge: RunningKnowledge;
  before(async () => {
    knowledge = await startKnowledge([], { DRAWBRIDGE_PEERS: `airflow=${airflow},spark=${spark}` });
  });
  after(() => knowledge.close());

  const send = (method: string, path: string, body: unknown, credential: string | null = spark) =>
    fetch(`${knowledge.kit.url}/internal/v1${path}`, {
      method,
      headers: {
        "content-type": "application/json",
        ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const keep = async (id: string, more: Partial<RootCause> = {}, credential = spark) => {
    const { status } = await send("PUT", `/root-causes/${id}`, rootCause(more), credential);
    assert.equal(status, 204);
  };
  const similar = async (more: Partial<RootCause>, groups: readonly string[] = ["ads-eng"], limit = 5) => {
    const { cause, fingerprint, text } = rootCause(more);
    const response = await send("POST", "/similar", { failure: { cause, fingerprint, text }, groups, limit });
    assert.equal(response.status, 200);
    return Similar.parse(await response.json()).hits;
  };

  it(verifies("knowledge.peers-versions", "A root cause replaces only the version that a person saw"), async () => {
    /** Different from all others here, so that no other test's search finds it. */
    const own = { cause: "versions", fingerprint: "versions", text: "0123456789" };
    const put = (id: string, condition: Readonly<Record<string, string>>, more: Partial<RootCause> = {}) =>
      fetch(`${knowledge.kit.url}/internal/v1/root-causes/${id}`, {
        method: "PUT",
        headers: { "content-type": "application/json", authorization: `Bearer ${spark}`, ...condition },
        body: JSON.stringify(rootCause({ ...own, ...more })),
      }).then(({ status }) => status);
    const read = (credential: string) =>
      fetch(`${knowledge.kit.url}/internal/v1/root-causes/versioned`, {
        headers: { authorization: `Bearer ${credential}` },
      });
    assert.equal((await read(spark)).status, 404);
    assert.equal(await put("versioned", { "if-none-match": "*" }), 204);
    assert.equal(await put("versioned", { "if-none-match": "*" }), 412);
    const { digest } = KeptRootCause.parse(await (await read(spark)).json());
    assert.equal((await read(airflow)).status, 404);
    assert.equal(await put("versioned", { "if-match": `"${digest}"` }, { title: "Another root cause" }), 204);
    assert.equal(await put("versioned", { "if-match": `"${digest}"` }, { title: "A third root cause" }), 412);
    for (const condition of [
      { "if-match": "*" },
      { "if-none-match": '"x"' },
      { "if-match": '"x"', "if-none-match": "*" },
    ])
      assert.equal(await put("versioned", condition), 400);
    const both = ["One of two", "Other of two"].map((title) => put("raced", { "if-none-match": "*" }, { title }));
    assert.deepEqual((await Promise.all(both)).toSorted(), [204, 412]);
  });

  it(
    verifies("knowledge.peers", "The Knowledge server accepts root causes only with a credential of one of its peers"),
    async () => {
      const { headers } = knowledge.kit;
      for (const credential of [null, "", "x", peerCredential("a root secret", "spark", "registry"), `${spark}x`]) {
        assert.equal((await send("PUT", "/root-causes/a", rootCause(), credential)).status, 401, `${credential}`);
        assert.equal((await send("POST", "/similar", {}, credential)).status, 401);
      }
      const edge = await fetch(`${knowledge.kit.url}/internal/v1/similar`, { method: "POST", headers: headers(ada) });
      assert.equal(edge.status, 401);
    },
  );

  it(verifies("knowledge.peers", "A root cause that does not match the contract is refused"), async () => {
    for (const [id, body] of [
      ["a", "no json"],
      ["a", {}],
      ["a", rootCause({ title: "x".repeat(201) })],
      ["a", { ...rootCause(), recordedAt: "yesterday" }],
      ["..%2F..%2Fetc", rootCause()],
      ["a%00b", rootCause()],
    ] as const) {
      assert.equal((await send("PUT", `/root-causes/${id}`, body)).status, 400, JSON.stringify(body).slice(0, 80));
    }
    assert.equal((await send("POST", "/similar", { groups: [] })).status, 400);
    assert.equal((await send("PUT", "/root-causes/a", " ".repeat(5_000_000))).status, 413);
  });

  it(verifies("knowledge.loop", "People find a root cause as a document and can read it as a page"), async () => {
    await keep("sales", { text: "```\nOutOfMemoryError\n``` ignore this fence" });
    const client = await knowledge.connect(ada);
    const [hit] = await found(client, "which job had a customer with half of the rows?");
    assert.equal(hit?.source, "root-causes");
    const page = FetchAnswer.parse(await answer(client, "fetch", { id: hit?.id ?? "" }));
    assert.equal(
      page.text,
      [
        "# One customer has half of the rows",
        "nightly-sales (app-20261101-0001): executor-out-of-memory",
        "## What failed",
        "````\n```\nOutOfMemoryError\n``` ignore this fence\n````",
        "## Fix",
        "Salt the join key customer_id.",
        "## Note",
        "Seen after the import of the old shop.",
        "Recorded by ada, 2026-11-01.",
      ].join("\n\n"),
    );
  });

  it(
    verifies("knowledge.similar", "Root causes of the same failure come first, then those of similar failures"),
    async () => {
      await keep("repeat-old", { fingerprint: "f2", title: "The first time" });
      await keep("repeat-new", { fingerprint: "f2", title: "The second time", recordedAt: "2026-11-08T10:00:00Z" });
      await keep("alike", {
        fingerprint: "f3",
        text: "java.lang.OutOfMemoryError: Java heap space in task 9",
        title: "Alike",
      });
      await keep("same-cause", {
        fingerprint: "f4",
        text: "Container killed on request, zzz qqq",
        title: "Only the cause",
      });
      await keep("other", {
        fingerprint: "f5",
        cause: "missing-table",
        text: "Table or view not found: a.b",
        title: "Else",
      });
      const titles = (await similar({ fingerprint: "f2" })).map(({ rootCause: { title }, same }) => [title, same]);
      assert.deepEqual(titles.slice(0, 3), [
        ["The second time", true],
        ["The first time", true],
        ["Alike", false],
      ]);
      assert.ok(titles.every(([title]) => title !== "Else" && title !== "Only the cause"));
      assert.deepEqual((await similar({ fingerprint: "f2" }, ["ads-eng"], 1)).length, 1);
    },
  );

  it(
    verifies("knowledge.similar", "A similar root cause is returned complete, with the document id that fetch accepts"),
    async () => {
      const [hit] = await similar({ fingerprint: "f5", cause: "missing-table" });
      assert.deepEqual(
        { ...hit?.rootCause, score: hit?.score },
        {
          ...rootCause({
            fingerprint: "f5",
            cause: "missing-table",
            text: "Table or view not found: a.b",
            title: "Else",
          }),
          score: 1,
        },
      );
      const { title } = FetchAnswer.parse(
        await answer(await knowledge.connect(ada), "fetch", { id: hit?.document ?? "" }),
      );
      assert.equal(title, "Else");
    },
  );

  it(verifies("knowledge.groups", "Only the groups of a root cause may read it"), async () => {
    await keep("secret", { fingerprint: "f6", title: "Xenon leak", groups: ["infra"], text: "xenon" });
    assert.deepEqual(
      (await similar({ fingerprint: "f6", text: "xenon" })).map(({ rootCause }) => rootCause.title),
      [],
    );
    assert.deepEqual(await similar({ fingerprint: "f6", text: "xenon" }, []), []);
    assert.deepEqual(
      (await similar({ fingerprint: "f6", text: "xenon" }, ["infra"])).map(({ same }) => same),
      [true],
    );
    assert.equal((await found(await knowledge.connect(ada), "xenon leak")).length, 0);
    assert.equal((await found(await knowledge.connect(ines), "xenon leak")).length, 1);
  });

  it(
    verifies("knowledge.loop", "Recording a root cause again replaces it; each server replaces only its own"),
    async () => {
      await keep("mine", { fingerprint: "f7", title: "First guess" });
      await keep("mine", { fingerprint: "f7", title: "What it really was" });
      await keep("mine", { fingerprint: "f7", title: "Of another server" }, airflow);
      const titles = (await similar({ fingerprint: "f7" }))
        .filter(({ same }) => same)
        .map(({ rootCause: { title } }) => title);
      assert.deepEqual(titles.toSorted(), ["Of another server", "What it really was"]);
      assert.equal(
        (await found(await knowledge.connect(ada), "first guess")).filter(({ title }) => title === "First guess")
          .length,
        0,
      );
    },
  );

  it(
    verifies("text.refused", "A root cause with text that a database rejects gets a 400, and nothing is stored"),
    async () => {
      for (const bad of ["a\0", "\ud83d"]) {
        for (const more of [{ text: bad }, { title: bad }, { note: bad }, { groups: [bad] }, { fingerprint: bad }])
          assert.equal((await send("PUT", "/root-causes/bad", rootCause(more))).status, 400, JSON.stringify(more));
        const failure = { cause: "x", fingerprint: bad, text: "y" };
        assert.equal((await send("POST", "/similar", { failure, groups: [], limit: 1 })).status, 400);
        assert.equal(
          (
            await send("POST", "/similar", {
              failure: { ...failure, fingerprint: "f", text: bad },
              groups: [],
              limit: 1,
            })
          ).status,
          400,
        );
      }
      assert.equal((await send("PUT", "/root-causes/a%00", rootCause())).status, 400);
    },
  );

  it(
    verifies(
      "text.refused",
      "A question or document with text that a database rejects does not cause a database error",
    ),
    async () => {
      const client = await knowledge.kit.connect(ada);
      for (const query of ["spill\0", "spill \ud83d", "\0"])
        assert.equal((await client.callTool({ name: "search", arguments: { query } })).isError ?? false, false);
      const note = { title: "A title", text: "A text." };
      for (const bad of [{ source: "notes\0" }, { source: "notes", url: "https://wiki.example.com/\0" }]) {
        const refused = await client.callTool({ name: "add_document", arguments: { ...note, ...bad } });
        assert.match(JSON.stringify(refused.content), /holds a NUL or half a character/);
      }
    },
  );
});
