/** One definition of an invisible character for every surface: the tests try each such character on each surface. */
import assert from "node:assert/strict";
import { formatAct } from "@drawbridge/contracts/approvals/act-text";
import { formatFate } from "@drawbridge/contracts/approvals/format";
import { plainText } from "@drawbridge/contracts/approvals/surface";
import { denialSentence } from "@drawbridge/contracts/denial";
import { sqlInColours } from "@drawbridge/contracts/sql-colours";
import { isVisible, oneLine, quoted, spelledOut, visible, visibleJson } from "@drawbridge/contracts/visible-text";
import { defineTool, ToolError } from "@drawbridge/framework";
import { z } from "zod";
import { shortActOf } from "../../../extension/approvals/format-approval.ts";
import { toastOf } from "../../../extension/approvals/notify/approval-toast.ts";
import { outcomeNews } from "../../../extension/approvals/notify/outcome-news.ts";
import { decisionPageHtml } from "../../../extension/approvals/page/decision-page-html.ts";
import { approvalRows } from "../../../extension/approvals/view/approval-rows.ts";
import { editorText } from "../../../extension/editor-text.ts";
import { unlinked } from "../../../extension/link-free-text.ts";
import { pendingResult, rejectedResult, waitingLine } from "../../../proxy/approvals/agent-answers.ts";
import { describeApprovals, describeChange } from "../../../proxy/commands/approvals.ts";
import { json } from "../../../proxy/terminal/terminal.ts";
import { failureSentence } from "../../../reference-servers/framework/answers/failure-sentence.ts";
import {
  alreadyRunAnswer,
  outcomeUnknownAnswer,
  pendingAnswer,
  rejectionAnswer,
} from "../../../reference-servers/framework/approvals/answers.ts";
import { chooseProviderPage } from "../../../reference-servers/registry/inbox/pages/choose-provider.ts";
import { editorsSection, pairingPage } from "../../../reference-servers/registry/inbox/pages/editors.ts";
import { pageText } from "../../../reference-servers/registry/inbox/pages/page-text.ts";
import { facts } from "../../../reference-servers/registry/inbox/pages/request-facts.ts";
import type { Pairing } from "../../../reference-servers/registry/pairing/pairing.ts";
import { readDocument } from "../../../reference-servers/servers/knowledge/reading/read-document.ts";
import { visible as ofKnowledge } from "../../../reference-servers/servers/knowledge/reading/visible-text.ts";
import { verifies } from "../../support/verifies.ts";
import { local, noon, plan, request, scope, storeOf, view } from "../extension/approvals/requests.ts";

const pageAt = (path: string): string => path;

/** Every code point that Unicode itself says shows nothing, and those that are known to show nothing in practice. */
const derived = (): readonly number[] => {
  const found: number[] = [];
  const none = /^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]$/u;
  for (let point = 0; point <= 0x10ffff; point += 1) if (none.test(String.fromCodePoint(point))) found.push(point);
  const spaces = [0xa0, 0x1680, 0x2000, 0x2003, 0x2009, 0x200a, 0x202f, 0x205f, 0x3000];
  const named = [
    0x3164, 0x115f, 0x1160, 0x2800, 0x034f, 0xfe0f, 0xe0100, 0xffa0, 0xfffc, 0x17b4, 0x180e, 0xe000, 0x378,
  ];
  return [...new Set([...found, ...spaces, ...named])];
};
const all = derived().map((point) => String.fromCodePoint(point));
/** Line breaks and tabs are visible in a block of text. */
const inBlocks = new Set(["\n", "\t"]);
/** One of each kind, for surfaces that are slow to draw. */
const some = [
  "\u0000",
  "\u001b",
  "\u00ad",
  "\u034f",
  "\u061c",
  "\u115f",
  "\u17b4",
  "\u180e",
  "\u200b",
  "\u200d",
  "\u202e",
]
  .concat([
    "\u2028",
    "\u2066",
    "\u2800",
    "\u3000",
    "\u3164",
    "\ufe0f",
    "\ufeff",
    "\uffa0",
    "\ufffc",
    "\ue000",
    "\ud800",
  ])
  .concat(["\u{e0041}", "\u{e0100}", "\u{1d173}", "\u00a0"]);

const hostileRequest = (bad: string) => {
  const text = `a${bad}b`;
  const names = { user: text, agent: text, workspace: text, serverTitle: text, owner: text, toolTitle: text };
  const shown = plan({
    ...{ summary: text, verb: text, target: text, objects: [text], writes: [text], reads: [text] },
    text: { language: "sql", content: `SELECT '${text}' -- ${text}` },
  });
  return request(view("a", { ...names, plan: shown, approvers: [text] }), "pending", {
    mayDecide: { allowed: false, reason: text },
  });
};
const decided = (bad: string, state: "rejected" | "failed") => ({
  ...hostileRequest(bad),
  ...{ state, decision: { by: `b${bad}ob`, at: "2026-11-21T12:00:00.000Z", reason: `no${bad}`, scope: null } },
  run: { rows: 1, failure: `it${bad}failed` },
});
const ticketOf = (bad: string) => ({
  ...{
    id: "r1",
    tool: "t",
    link: "http://127.0.0.1/approvals/r1",
    expiresAt: "2026-11-21T12:00:00Z",
    need: "caller" as const,
  },
  ...{
    plan: hostileRequest(bad).view.plan,
    reason: `a${bad}b`,
    decidedBy: `a${bad}b`,
    grant: null,
    handle: `a${bad}b`,
  },
  state: "rejected" as const,
});
const textOf = (value: unknown): string => JSON.stringify(value, (_, part) => (typeof part === "string" ? part : part));

/** What each surface makes of a request or a text that holds the character. */
const surfaces: Readonly<Record<string, (bad: string) => string>> = {
  "a line": (bad) => oneLine(`a${bad}b`),
  "a quotation": (bad) => quoted(`a${bad}b`),
  "an escaped page": (bad) => visible(`a${bad}b`),
  "a message of the editor": (bad) => unlinked(`a${bad}b`),
  "a denial": (bad) => denialSentence({ reason: `a${bad}b`, ask: `c${bad}` }),
  "the sentence of a failure": (bad) => failureSentence(new ToolError("x", `a${bad}b`, ""), 1),
  "a document that a model reads": (bad) => ofKnowledge(`a${bad}b`),
};
const here = { paired: { user: "ada", authenticatedAt: noon, until: noon + 3_600_000 }, now: noon };
const pairing = (bad: string): Pairing => ({
  ...{ id: "p", codeDigest: "d", thumbprint: "t", editor: `a${bad}`, host: `b${bad}`, folder: `c${bad}` },
  ...{ leg: null, answer: null, wrongCodes: 0, expiresAt: new Date(noon), user: "ada", claim: "sub", identity: "i" },
  ...{ allowedAt: new Date(noon), renewedAt: null, ended: null, seal: null },
});
const drawn: Readonly<Record<string, (bad: string) => string>> = {
  "the editor's notification": (bad) => toastOf([local(hostileRequest(bad))], here)?.text ?? "",
  "the editor's notification of several": (bad) =>
    toastOf(
      [local(hostileRequest(bad)), local({ ...hostileRequest(bad), view: { ...hostileRequest(bad).view, id: "b" } })],
      here,
    )?.text ?? "",
  "the editor's news of an outcome": (bad) =>
    outcomeNews(storeOf([local(decided(bad, "failed"))]), new Set(["a"]))
      .map(({ text }) => text)
      .join(),
  "the editor's tab": (bad) => shortActOf(hostileRequest(bad).view.plan),
  "the editor's rows": (bad) =>
    approvalRows(
      storeOf(
        [local(hostileRequest(bad)), local({ ...decided(bad, "rejected"), view: view("z") })],
        [scope("s", { condition: `a${bad}`, tool: `t${bad}` })],
      ),
      noon,
    )
      .flatMap((row) => [row, ...row.children])
      .map(({ label, description }) => `${label} ${description}`)
      .join(),
  "the editor's page": (bad) =>
    decisionPageHtml(
      {
        title: `a${bad}`,
        approvals: [hostileRequest(bad), decided(bad, "failed")],
        batch: true,
        notice: { text: `a${bad}`, signIn: true },
        scopes: [],
      },
      { nonce: "n", language: "en", script: "s", time: (iso) => iso, here: () => true },
    ).replaceAll("\n", ""),
  "the editor's words of a fate": (bad) => formatFate(decided(bad, "failed"), editorText),
  "the page on which an editor is allowed": (bad) =>
    String(
      pairingPage({ pairing: pairing(bad), user: `u${bad}`, formToken: "f", anotherUser: "/", problem: null, pageAt }),
    ).replaceAll("\n", ""),
  "the inbox's choice of an identity provider": (bad) =>
    String(chooseProviderPage([{ issuer: "https://id.example", title: `a${bad}` }], () => "/")).replaceAll("\n", ""),
  "the inbox's editors": (bad) => String(editorsSection([pairing(bad)], "f", pageAt)).replaceAll("\n", ""),
  "the inbox's facts": (bad) => String(facts(hostileRequest(bad), 5)).replaceAll("\n", ""),
  "the inbox's fate": (bad) => String(formatFate(decided(bad, "failed"), pageText)),
  "a statement in colours": (bad) => sqlInColours(`SELECT 'a${bad}b' -- ${bad}`).replaceAll(/[\n\t]/g, ""),
  "the broker's words to an agent": (bad) =>
    [pendingResult(hostileRequest(bad)), rejectedResult(decided(bad, "rejected"))]
      .map((result) =>
        z
          .object({ content: z.array(z.object({ text: z.string() })) })
          .parse(result)
          .content.map(({ text }) => text.replaceAll("\n", "")),
      )
      .concat([[waitingLine(hostileRequest(bad))]])
      .join(),
  "a server's words to an agent": (bad) =>
    [
      rejectionAnswer(ticketOf(bad)),
      outcomeUnknownAnswer(ticketOf(bad)),
      alreadyRunAnswer(ticketOf(bad)),
      pendingAnswer(ticketOf(bad), "s", null),
    ]
      .map(
        ({ result }) => z.object({ content: z.array(z.object({ text: z.string() })) }).parse(result).content[0]?.text,
      )
      .join(),
  "the command line": (bad) =>
    [
      describeApprovals(
        { approvals: [{ approval: hostileRequest(bad), askers: [] }], scopes: [], stale: false },
        0,
      ).replaceAll("\n", ""),
      describeChange({ approval: decided(bad, "rejected"), askers: [] }),
    ].join(),
  "a document's passages": (bad) =>
    textOf(readDocument(`a${bad}.md`, `# T${bad}itle\n\nSome w${bad}ords`)).replaceAll("\\n", ""),
};

describe("a character that no reader sees", () => {
  it(verifies("text.visible", "An invisible character is one of thousands, including the six of the attack"), () => {
    assert.ok(all.length > 4_000, String(all.length));
    for (const point of [0x3164, 0x115f, 0x2800, 0x034f, 0xfe0f, 0xe0100])
      assert.ok(!isVisible(String.fromCodePoint(point)));
    assert.ok(isVisible("Größe 数据 данные नमस्ते 🙂 – … · “x”"));
  });

  for (const [where, shown] of Object.entries(surfaces)) {
    it(verifies("text.visible", `No invisible character is left unmarked in ${where}`), () => {
      for (const bad of all) {
        if (where === "a document that a model reads" && inBlocks.has(bad)) continue;
        const text = shown(bad);
        assert.ok(
          isVisible(text, where.includes("document") ? "block" : "line"),
          `U+${bad.codePointAt(0)?.toString(16)}`,
        );
      }
    });
  }

  for (const [where, shown] of Object.entries(drawn)) {
    it(verifies("text.visible", `None of the sample characters is left unmarked in ${where}`), () => {
      for (const bad of some)
        assert.ok(isVisible(shown(bad)), `U+${bad.codePointAt(0)?.toString(16)}: ${JSON.stringify(shown(bad))}`);
    });
  }

  it(
    verifies(
      "text.visible",
      "JSON on a terminal reads the same with its invisible characters escaped, and has no effect there",
    ),
    () => {
      for (const bad of all) {
        const text = json({ [`k${bad}`]: `a${bad}b` });
        assert.ok(isVisible(text, "block"));
        assert.deepEqual(JSON.parse(text), { [`k${bad}`]: `a${bad}b` });
      }
      assert.equal(visibleJson('"\u202e"'), '"\\u202e"');
    },
  );

  it(
    verifies("text.visible", "An invisible character is spelled out in the output of a tool that quotes others"),
    async () => {
      const tool = defineTool({
        ...{ name: "quote", title: "Quote", description: "Quotes.", effect: "read", minutesSaved: 0, authorize: "all" },
        ...{ quotesOthers: true, input: z.object({}), output: z.object({ lines: z.array(z.string()) }) },
        run: async () => ({ lines: [`a\u3164b\nc\u202e`] }),
      });
      const { run } = tool.prepare({});
      assert.ok(run);
      // @ts-expect-error: this tool does not use its context.
      const product = await run({});
      assert.deepEqual(product.output, { lines: ["a\\u{3164}b\nc\\u{202e}"] });
    },
  );

  it(verifies("text.visible", "A tool is refused where the words that describe it hold an invisible character"), () => {
    for (const bad of some) {
      for (const words of [
        { title: `T${bad}`, description: "d" },
        { title: "T", description: `d${bad}` },
      ]) {
        const define = () =>
          defineTool({
            ...{ name: "t", effect: "read", minutesSaved: 0, authorize: "all", ...words },
            ...{ input: z.object({}), output: z.object({}), run: async () => ({}) },
          });
        assert.throws(define, /an invisible character/);
      }
    }
  });

  it(verifies("text.visible", "A joiner stays only between letters of a script that has it"), () => {
    assert.equal(ofKnowledge("می\u200cخواهم"), "می\u200cخواهم");
    assert.equal(ofKnowledge("a\u200cb\u200d"), "ab");
    assert.equal(ofKnowledge("no\u00a0break"), "no break");
    assert.equal(formatAct({ ...plan(), reads: [] }, plainText), "INSERT INTO ads.spend");
    assert.equal(spelledOut("a\tb", "block"), "a\tb");
  });
});
