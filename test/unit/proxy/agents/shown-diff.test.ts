import assert from "node:assert/strict";
import { shownDiff } from "../../../../proxy/agents/shown-diff.ts";
import { verifies } from "../../../support/verifies.ts";

const entries = { presto: { command: "/h/drawbridge", args: ["bridge", "presto"] } };
const diffOf = (before: string | null, after: string | null) =>
  shownDiff({ file: "~/f", before, after, key: "mcpServers", entries });

describe("the diff that is shown", () => {
  /** Every form of text that could hold a secret. */
  const hiding = [
    '"s3cr3t"',
    "'s3cr3t'",
    "s3cr3t",
    "// s3cr3t",
    "# s3cr3t presto s3cr3t",
    '"a \\" s3cr3t"',
    "it's \"s3cr3t",
    '"""\ns3cr3t\n"""',
    "postgres://u:s3cr3t@h/d",
    "presto.s3cr3t",
    "s3cr3t=bridge",
    '{"s3cr3t": "s3cr3t"}',
    "[s3cr3t,s3cr3t]",
  ];
  for (const text of hiding)
    it(verifies("agents.diff", `The diff hides ${JSON.stringify(text)}`), () => {
      const diff = diffOf(`${text}\n`, `${text}\n"presto"\n`);
      assert.doesNotMatch(diff, /s3c|cr3t/);
      assert.match(diff, /^\+"presto"$/m);
    });

  it("The diff shows in full what Drawbridge writes", () => {
    const text = JSON.stringify({ mcpServers: entries }, null, 2);
    for (const line of text.split("\n")) assert.ok(diffOf(null, text).includes(`+${line}`), line);
  });

  it("The diff says if a file is created or deleted", () => {
    assert.match(diffOf(null, "{}"), /^--- \/dev\/null\n\+\+\+ ~\/f\n/);
    assert.match(diffOf("{}", null), /^--- ~\/f\n\+\+\+ \/dev\/null\n/);
  });

  it(verifies("agents.huge", "The diff stays short for a file that is one line of megabytes"), () => {
    const before = JSON.stringify(Array.from({ length: 100_000 }, (_, at) => `s3cr3t ${at}`));
    const diff = diffOf(before, before.replace(/\]$/, ',"presto"]'));
    assert.ok(diff.length < 1_000, `${diff.length}`);
    assert.match(diff, /"presto"/);
  });
});
