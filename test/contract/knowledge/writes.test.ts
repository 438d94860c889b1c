import assert from "node:assert/strict";
import { knowledgeServer } from "@drawbridge/knowledge/server";
import type { Client } from "@modelcontextprotocol/client";
import pg from "pg";
import { type GatedServer, startGated, toolAnswer } from "../../support/servers/gated-server.ts";
import { verifies } from "../../support/verifies.ts";
import {
  ada,
  answer,
  DocumentFolder,
  FetchAnswer,
  found,
  knowledgeSettings,
  SourcesAnswer,
} from "./running-knowledge.ts";

describe("a document that an agent writes", function () {
  this.timeout(60_000);
  let folder: DocumentFolder;
  let settings: NodeJS.ProcessEnv;
  let gated: GatedServer;
  let client: Client;
  before(async () => {
    folder = await DocumentFolder.make({ "guide.md": "# Guide\n\nRead only.\n" });
    settings = await knowledgeSettings([
      { name: "guides", kind: "folder", folder: folder.path, groups: ["ads-eng"] },
      { name: "notes", kind: "notes", groups: ["ads-eng"] },
    ]);
    gated = await startGated(knowledgeServer, { settings });
    client = await gated.kit.connect({ ...ada, era: "legacy" });
  });
  after(async () => {
    await gated.close();
    await folder.dispose();
  });

  const text = "# Kiln notes\n\nThe kiln needs an hour to cool.\n\n```\nkiln --off\n```";
  /** Calls the tool, has the request approved, and calls again. */
  const write = async (tool: string, args: Record<string, unknown>) => {
    const first = await toolAnswer(client, tool, args);
    assert.equal(first.code, "approval-pending", first.text);
    const id = await gated.pending();
    await gated.approve(id);
    const { view } = await gated.registry.approval(id, { sub: "ada", groups: ["ads-eng"] });
    return { view, ...(await toolAnswer(client, tool, args)) };
  };
  const idIn = (answerText: string): string => /"id":"(\w+)"/.exec(answerText)?.[1] ?? assert.fail(answerText);

  it(
    verifies("knowledge.writes", "A new document is shown completely, waits, and is found after a person approved it"),
    async () => {
      const args = { source: "notes", title: "Kiln  cooling", text, url: "https://wiki.example.com/kiln" };
      assert.equal((await toolAnswer(client, "add_document", args)).code, "approval-pending");
      assert.deepEqual(await found(client, "kiln cool"), []);
      const { view, isError, text: answerText } = await write("add_document", args);
      assert.equal(isError, false, answerText);
      assert.deepEqual(
        { ...view.plan, cost: view.plan.cost.rows },
        {
          summary: 'Add "Kiln cooling" in notes',
          verb: "ADD",
          text: {
            language: "text",
            content: `source: notes\ntitle: Kiln cooling\nurl: https://wiki.example.com/kiln\n\n${text}`,
          },
          target: "knowledge",
          effect: "write",
          objects: ["notes/Kiln cooling"],
          writes: ["notes/Kiln cooling"],
          reads: [],
          basis: {
            bindings: [{ object: "notes/Kiln cooling", role: "writes", version: "absent", says: "does not exist yet" }],
            unheld: [],
          },
          cost: 1,
          reversible: "yes",
          similar: null,
        },
      );
      const [hit] = await found(client, "kiln cool");
      assert.deepEqual([hit?.title, hit?.url, hit?.text], ["Kiln cooling", "https://wiki.example.com/kiln", text]);
      const { metadata } = FetchAnswer.parse(await answer(client, "fetch", { id: idIn(answerText) }));
      assert.equal(metadata.written_by, "ada");
    },
  );

  it(verifies("knowledge.writes", "A changed document has a new version, and every version is kept"), async () => {
    const [hit] = await found(client, "kiln cool");
    const {
      view,
      isError,
      text: answerText,
    } = await write("update_document", { id: hit?.id, text: "Two hours, says Ines." });
    assert.equal(isError, false, answerText);
    assert.match(view.plan.objects[0] ?? "", /^notes\/Kiln cooling @[\w-]{8}$/);
    const [now] = await found(client, "how many hours for the kiln");
    assert.deepEqual([now?.id, now?.text], [hit?.id, "Two hours, says Ines."]);
    const database = new pg.Client(settings.DATABASE_URL);
    await database.connect();
    const { rows } = await database.query("select written_by, text from knowledge.revisions order by written_at");
    await database.end();
    assert.deepEqual(rows, [
      { written_by: "ada", text },
      { written_by: "ada", text: "Two hours, says Ines." },
    ]);
  });

  it(verifies("knowledge.writes", "An approval of another version does not change a document"), async () => {
    const [hit] = await found(client, "kiln");
    const stale = { id: hit?.id, text: "Written for the version before." };
    assert.equal((await toolAnswer(client, "update_document", stale)).code, "approval-pending");
    const approved = await gated.pending();
    await gated.approve(approved);
    await write("update_document", { id: hit?.id, text: "Three hours." });
    const lateAnswer = await toolAnswer(client, "update_document", stale);
    assert.notEqual(lateAnswer.code, undefined, "it must not run as it was approved");
    const [now] = await found(client, "kiln");
    assert.equal(now?.text, "Three hours.");
    for (const { view } of (await gated.registry.list("?state=pending", { sub: "ada", groups: ["ads-eng"] }))
      .approvals) {
      await gated.reject(view.id, "no longer wanted");
    }
  });

  it(
    verifies("knowledge.write-refused", "A write to a source that is not writable is refused without asking a person"),
    async () => {
      const [guide] = await found(client, "read only guide");
      for (const [tool, args, code] of [
        ["add_document", { source: "guides", title: "Mine", text: "x" }, "not-writable"],
        ["add_document", { source: "root-causes", title: "Mine", text: "x" }, "unknown-source"],
        ["add_document", { source: "nope", title: "Mine", text: "x" }, "unknown-source"],
        ["add_document", { source: "notes", title: "kiln, COOLING!", text: "x" }, "already-there"],
        ["add_document", { source: "notes", title: "Nothing", text: "<!-- only hidden -->" }, "no-text"],
        ["add_document", { source: "notes", title: "Deep", text: "x <b>".repeat(600) }, "too-deep"],
        ["update_document", { id: guide?.id, text: "mine now" }, "not-writable"],
        ["update_document", { id: "notes/kiln-cooling", text: "mine now" }, "unknown-document"],
      ] as const) {
        const { code: got, text: answerText } = await toolAnswer(client, tool, args);
        assert.equal(got, code, `${tool} ${JSON.stringify(args)}: ${answerText}`);
      }
      await assert.rejects(gated.pending(), /there are 0/);
    },
  );

  it(
    verifies("knowledge.write-refused", "A document needs a web address or none, and a title with words"),
    async () => {
      const note = { source: "notes", title: "Fine", text: "Fine." };
      for (const args of [
        { ...note, url: "javascript:alert(1)" },
        { ...note, url: "data:text/html,<script>alert(1)</script>" },
        { ...note, url: "file:///etc/passwd" },
        { ...note, url: "https://ada:secret@example.com/" },
        { ...note, url: " javascript:alert(1)//https://x" },
        { ...note, title: "\u202e\u200b" },
        { ...note, title: "../" },
        { ...note, text: "\u{e0041}\u{e0042}" },
        { ...note, text: "x".repeat(20_001) },
      ]) {
        assert.equal(
          (await toolAnswer(client, "add_document", args)).code,
          "invalid-input",
          JSON.stringify(args).slice(0, 100),
        );
      }
      await assert.rejects(gated.pending(), /there are 0/);
    },
  );

  it(verifies("knowledge.write-refused", "The title of a document cannot point to another place"), async () => {
    const title = "../../etc/passwd\n'; drop table knowledge.documents; --\u202e";
    const {
      isError,
      text: answerText,
      view,
    } = await write("add_document", { source: "notes", title, text: "Harmless." });
    assert.equal(isError, false, answerText);
    assert.deepEqual(view.plan.objects, ["notes/../../etc/passwd '; drop table knowledge.documents; --"]);
    const { title: storedTitle, url } = FetchAnswer.parse(await answer(client, "fetch", { id: idIn(answerText) }));
    assert.equal(storedTitle, "../../etc/passwd '; drop table knowledge.documents; --");
    assert.equal(url, "urn:drawbridge:knowledge:notes:etc-passwd-drop-table-knowledge-documents");
    const { sources } = SourcesAnswer.parse(await answer(client, "list_sources"));
    assert.deepEqual(
      sources.map(({ name, documents, writable }) => [name, documents, writable]),
      [
        ["guides", 1, false],
        ["notes", 2, true],
      ],
    );
  });
});
