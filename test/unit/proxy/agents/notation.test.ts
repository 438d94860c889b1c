import assert from "node:assert/strict";
import { entriesOf, withEntries, withoutEntries } from "../../../../proxy/agents/edit.ts";
import type { NotationName } from "../../../../proxy/agents/model/agent.ts";
import { notations } from "../../../../proxy/agents/notation/notation.ts";
import { verifies } from "../../../support/verifies.ts";

const entry = { command: "/d", args: ["bridge", "presto"] };
const mcpServers = (notation: NotationName) => ({ notation, key: "mcpServers" });

describe("malformed files", () => {
  const cases: readonly (readonly [NotationName, string, string, RegExp])[] = [
    ["json", "an unfinished object", '{\n"mcpServers": {', /not valid JSON \(line 2/],
    ["json", "a comment, where the agent takes none", '{\n// mine\n"a": 1}', /line 2: invalid comment token/],
    ["json", "a trailing comma, where the agent takes none", '{"a": 1,}', /not valid JSON/],
    ["jsonc", "two documents", "{} {}", /not valid JSON/],
    ["jsonc", "a list", "[]", /not an object/],
    [
      "jsonc",
      "a key twice, of which agents take one or the other",
      '{"mcpServers":{},"mcpServers":{}}',
      /"mcpServers" twice/,
    ],
    ["jsonc", "an entry twice", '{"mcpServers":{"a":{},"a":{}}}', /"a" twice/],
    ["jsonc", "a list of servers that is none", '{"mcpServers":[]}', /no list of servers/],
    ["toml", "a table twice", "[a]\n[a]\n", /not valid TOML \(line 2\)/],
    ["toml", "an unfinished string", 'a = "s3cr3t', /not valid TOML \(line 1\)/],
    ["yaml", "tabs", "a:\n\t- b\n", /not valid YAML \(line 2\)/],
    ["yaml", "two documents", "a: 1\n---\nb: 2\n", /not valid YAML/],
    ["yaml", "a list", "- a\n", /not a mapping/],
  ];
  for (const [notation, what, text, message] of cases)
    it(verifies("agents.malformed", `An edit is refused: ${notation} with ${what}`), () => {
      const refused = (error: Error) => message.test(error.message) && !error.message.includes("s3cr3t");
      assert.throws(() => withEntries(text, mcpServers(notation), { presto: entry }), refused);
    });
});

describe("edits that would change more than their entry", () => {
  const cases: readonly (readonly [NotationName, string, string])[] = [
    ["toml", "below an inline table", 'mcpServers = { docs = { command = "x" } }\n'],
    ["yaml", "below an alias", "base: &base\n  x: {}\nmcpServers: *base\n"],
    ["yaml", "of a document that is one inline mapping", '{"a": 1}\n'],
  ];
  for (const [notation, what, text] of cases)
    it(verifies("agents.own-alone", `An edit is refused as unsafe: ${notation} ${what}`), () => {
      assert.throws(() => withEntries(text, mcpServers(notation), { presto: entry }), { code: "unsafe-edit" });
    });

  it("The removal of an entry is refused if a TOML table holds it in another form than Drawbridge writes", () => {
    const text = '[mcpServers]\npresto = { command = "/d", args = [] }\n';
    assert.deepEqual(Object.keys(entriesOf(text, mcpServers("toml"))), ["presto"]);
    assert.throws(() => withoutEntries(text, mcpServers("toml"), ["presto"]), { code: "unsafe-edit" });
  });
});

describe("removals", () => {
  /** [notation, what, before, after] */
  const cases: readonly (readonly [NotationName, string, string, string])[] = [
    ["jsonc", "of the first", '{"mcpServers": {"presto": {}, "b": {}}}', '{"mcpServers": {"b": {}}}'],
    ["jsonc", "of the last", '{"mcpServers": {"a": {}, "presto": {}}}', '{"mcpServers": {"a": {}}}'],
    ["jsonc", "of the only one", '{"mcpServers": { "presto": {} }}', '{"mcpServers": {}}'],
    [
      "jsonc",
      "keeps what others noted beside it",
      '{\n  "mcpServers": {\n    // before\n    "presto": {}, // beside\n    "b": {}\n  }\n}',
      '{\n  "mcpServers": {\n    // before // beside\n    "b": {}\n  }\n}',
    ],
    [
      "toml",
      "takes its own tables below",
      '[mcpServers.presto]\ncommand = "x"\n\n[mcpServers.presto.env]\nA = "b"\n\n# about the next\n[tui]\na = 1\n',
      "# about the next\n[tui]\na = 1\n",
    ],
    ["toml", "knows a quoted name", '[a]\n\n["mcpServers"."presto"] # x\nc = 1\n', "[a]\n"],
    ["yaml", "of the first", "mcpServers:\n  presto:\n    a: 1\n  b:\n    a: 2\n", "mcpServers:\n  b:\n    a: 2\n"],
    ["yaml", "of the only one", "mcpServers: # mine\n  presto:\n    a: 1\nz: 1\n", "mcpServers: {} # mine\nz: 1\n"],
    ["yaml", "within an inline mapping", "mcpServers: {presto: {a: 1}, b: {}}\n", "mcpServers: {b: {}}\n"],
  ];
  for (const [notation, what, before, after] of cases)
    it(verifies("agents.own-alone", `A removal changes only its entry: ${notation}, ${what}`), () => {
      assert.equal(withoutEntries(before, mcpServers(notation), ["presto"]), after);
    });

  it("A removal of an entry that does not exist changes nothing", () => {
    for (const [name, notation] of Object.entries(notations))
      assert.equal(notation.remove("", "k", ["presto"]), "", name);
  });
});

describe("names that every JavaScript object has", () => {
  for (const name of ["__proto__", "constructor", "toString"])
    it(`An entry named ${name} is kept like any other entry`, () => {
      const before = `{"mcpServers": {"${name}": {"command": "x"}}}`;
      assert.deepEqual(Object.keys(entriesOf(before, mcpServers("json"))), [name]);
      const after = withEntries(before, mcpServers("json"), { presto: entry });
      assert.equal(withoutEntries(after, mcpServers("json"), ["presto"]), before);
    });
});

describe("a file of megabytes on one line", () => {
  it(
    verifies(
      "agents.huge",
      "An edit of a file with megabytes on one line changes only its place, in well under a second",
    ),
    () => {
      const history = Array.from({ length: 20_000 }, (_, at) => ({ display: `"mcpServers": { ${at} }`.repeat(8) }));
      const before = JSON.stringify({ projects: { "/a": { history } }, mcpServers: { a: { command: "x" } }, z: 1 });
      assert.ok(before.length > 4_000_000);
      const after = withEntries(before, mcpServers("json"), { presto: entry });
      assert.equal(after.length - before.length, `,"presto":${JSON.stringify(entry)}`.length);
      assert.equal(withoutEntries(after, mcpServers("json"), ["presto"]), before);
    },
  );
});
