import assert from "node:assert/strict";
import type { MyServer } from "@drawbridge/contracts/registry";
import { report } from "../../../../proxy/commands/call.ts";
import { describeCatalogue } from "../../../../proxy/commands/servers.ts";
import { describeStatus } from "../../../../proxy/commands/status.ts";
import { describeTool, throwUnlessAllowed } from "../../../../proxy/commands/tools.ts";
import { homeOf } from "../../../../proxy/files/home.ts";
import { table } from "../../../../proxy/terminal/table.ts";
import { verifies } from "../../../support/verifies.ts";
import { sampleStatus } from "./sample-status.ts";

const presto: MyServer = {
  name: "presto",
  title: "Presto",
  description: "SQL",
  owner: "Data Platform",
  support: [],
  sensitivity: "restricted",
  environment: "prod",
  status: "up",
  url: "https://edge.example/mcp/presto",
  version: "1",
  access: { allowed: true, policy: "presto/groups", reason: "ada may use presto.", ask: null },
  tools: [],
};
const refusal = "finn may not use presto: it is open to ads-eng (policy presto/groups).";
const closed: MyServer = {
  ...presto,
  access: { allowed: false, policy: "presto/groups", reason: refusal, ask: "Data Platform (#presto-help)" },
};
const catalogue = (...servers: MyServer[]) => ({ servers, asOf: "2026-11-20T10:00:00.000Z", stale: false });

describe("the output of `drawbridge servers`", () => {
  it("`drawbridge servers` shows name, status, environment and access", () => {
    assert.equal(
      describeCatalogue(catalogue(presto)),
      "NAME    STATUS  ENVIRONMENT  ACCESS   TITLE\npresto  up      prod         allowed  Presto",
    );
  });

  it(
    verifies(
      "cli.no-empty-list",
      "`drawbridge servers` shows a refused server with its policy, then the reason and whom to ask",
    ),
    () => {
      const [, row, sentence] = describeCatalogue(catalogue(closed)).split("\n");
      assert.match(row ?? "", /^presto .*not allowed \(presto\/groups\)/);
      assert.equal(sentence, `${refusal} Ask Data Platform (#presto-help).`);
    },
  );

  it(
    verifies("registry.deprecated", "`drawbridge servers` says below the table which servers are deprecated, and why"),
    () => {
      const deprecated = { since: "2026-11-30", message: "It ends in March.", replacement: "presto-next" };
      const [, , sentence] = describeCatalogue(catalogue({ ...presto, deprecated })).split("\n");
      assert.equal(sentence, "presto: Deprecated since 2026-11-30. It ends in March. Use presto-next instead.");
      assert.doesNotMatch(describeCatalogue(catalogue({ ...closed, deprecated })), /March/);
    },
  );

  it("`drawbridge servers` says so if the user sees no server", () =>
    assert.match(describeCatalogue(catalogue()), /no server for you/));

  it("A table's columns are as wide as their cells", () => {
    assert.equal(table(["A", "LONG"], [["wide cell", "x"]]), "A          LONG\nwide cell  x");
  });
});

describe("the output of `drawbridge tools`", () => {
  it(
    verifies(
      "cli.no-empty-list",
      "`drawbridge tools` refuses a server with the same sentence instead of an empty list",
    ),
    () => {
      assert.throws(() => throwUnlessAllowed("presto", catalogue(closed)), {
        code: "not-allowed",
        message: `${refusal} Ask Data Platform (#presto-help).`,
      });
      assert.throws(() => throwUnlessAllowed("nope", catalogue(presto)), {
        code: "unknown-server",
        message: /drawbridge servers/,
      });
      assert.throws(() => throwUnlessAllowed("nope", { ...catalogue(), stale: true }), { code: "unreachable" });
      throwUnlessAllowed("presto", catalogue(presto));
    },
  );

  it("`drawbridge tools` shows each tool with its effect and the first sentence", () => {
    const described = (annotations: { readOnlyHint?: boolean; destructiveHint?: boolean }) =>
      describeTool({ name: "query", description: "Runs SQL. Reads only.", annotations }).split("\n");
    assert.deepEqual(described({ readOnlyHint: true }), ["query (reads)", "  Runs SQL."]);
    assert.equal(described({ destructiveHint: false })[0], "query (writes)");
    assert.equal(described({})[0], "query (may destroy)", "what says nothing of itself is taken for the worst");
  });
});

describe("the output of `drawbridge status`", () => {
  const home = homeOf("/somewhere");
  it("`drawbridge status` says who is signed in, where, until when and how the session is kept", () => {
    const [who, registry, session, broker] = describeStatus(sampleStatus, home);
    assert.equal(who, "Signed in as ada (ads-eng).");
    assert.match(registry ?? "", /https:\/\/registry\.example$/);
    assert.match(session ?? "", /in \/somewhere\/session\.json \(0600\); renewed by itself, next before /);
    assert.match(broker ?? "", /process 4711, 1 agent connection$/);
  });

  it(
    verifies(
      "cli.next-step",
      "`drawbridge status` says how to sign in if no user is signed in, or the session has ended",
    ),
    () => {
      assert.match(
        describeStatus({ ...sampleStatus, session: "expired" }, home)[0] ?? "",
        /as ada .*has ended.*drawbridge login/,
      );
      const out = describeStatus({ ...sampleStatus, session: "signed-out", user: null, registry: null }, home);
      assert.match(out[0] ?? "", /You are not signed in.*drawbridge login/);
    },
  );

  it("`drawbridge status` says that the registry is away, that a user has no groups, and that a keyring is used", () => {
    const lines = describeStatus(
      { ...sampleStatus, online: false, user: { name: "omar", groups: [] }, secretStore: "keyring" },
      home,
    ).join("\n");
    assert.match(lines, /omar \(no group\)[\s\S]*cannot be reached now[\s\S]*sealed by the system's keyring/);
  });
});

describe("the results of `drawbridge call`", () => {
  const printed = (result: Parameters<typeof report>[0], json = false, columns: number | null = null) => {
    const out: string[] = [];
    const err: string[] = [];
    const code = report(result, json, { result: (line) => out.push(line), note: (line) => err.push(line), columns });
    return { code, out: out.join("\n"), err: err.join("\n") };
  };
  const text = (words: string) => [{ type: "text", text: words }];

  it("`drawbridge call` prints the text of a result", () => {
    assert.deepEqual(printed({ content: text("rows"), isError: false }), { code: 0, out: "rows", err: "" });
    assert.equal(
      printed({ content: [{ type: "image", data: "…" }], isError: false }).out,
      '{"type":"image","data":"…"}',
    );
  });

  it(verifies("cli.exit-codes", "`drawbridge call` prints an error to stderr, with the exit code of its cause"), () => {
    assert.deepEqual(printed({ content: text("no such table"), isError: true }), {
      code: 1,
      out: "",
      err: "no such table",
    });
    for (const [code, exit] of [
      ["not-signed-in", 3],
      ["unreachable", 4],
      ["not-allowed", 5],
      ["may-have-run", 1],
    ] as const) {
      assert.equal(printed({ content: text("no"), isError: true, _meta: { "drawbridge/code": code } }).code, exit);
    }
  });

  it(verifies("cli.json", "`drawbridge call --json` prints the whole result, also for an error"), () => {
    const result = { content: text("no"), isError: true, structuredContent: { a: 1 } };
    const { code, out } = printed(result, true);
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out), result);
  });

  it("`drawbridge call` says that it cannot answer the question of a tool", () => {
    const { code, out, err } = printed({ resultType: "input_required", content: [], isError: false });
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /Call it from an agent/);
  });
});
