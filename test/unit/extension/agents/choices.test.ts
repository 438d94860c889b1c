import assert from "node:assert/strict";
import { choicesToConnect, choicesToDisconnect } from "../../../../extension/agents/agent-choices.ts";
import { doneMessage, remarks, troubleMessage, troublesOf } from "../../../../extension/agents/change-messages.ts";
import { sidesOf } from "../../../../extension/agents/change-sides.ts";
import type { AgentHere } from "../../../../proxy/agents/agent-discovery.ts";
import { agentOf } from "../../../../proxy/agents/agent-table.ts";
import type { Standing } from "../../../../proxy/agents/connections.ts";
import { malformed } from "../../../../proxy/agents/model/errors.ts";
import type { Plan } from "../../../../proxy/agents/plan.ts";
import { verifies } from "../../../support/verifies.ts";

const agent = (id: string): AgentHere["agent"] => {
  const found = agentOf(id);
  assert.ok(found);
  return found;
};
const here = (id: string, overrides: Partial<AgentHere> = {}): AgentHere => ({
  agent: agent(id),
  file: `/home/ada/.${id}`,
  found: true,
  standing: { connected: [], missing: ["presto", "spark"], taken: [], stale: [] },
  trouble: null,
  ...overrides,
});
const standing = (by: "drawbridge" | "user", missing: readonly string[]): Standing => ({
  connected: [{ server: "presto", name: "presto", by }],
  missing,
  taken: [],
  stale: [],
});
const shown = (path: string): string => path.replace("/home/ada", "~");

const plan = (overrides: Partial<Plan> = {}): Plan => ({
  agent: "codex",
  action: "add",
  file: "/home/ada/.codex/config.toml",
  entries: [{ name: "presto", server: "presto" }],
  before: null,
  after: "",
  diff: "",
  commands: [],
  notes: [],
  undoes: null,
  ...overrides,
});

describe("the agents to choose from", () => {
  it("The list to connect has the agents on this machine with their state, and preselects those that lack a server", () => {
    const rows = choicesToConnect(
      [
        here("codex"),
        here("cursor", { standing: standing("drawbridge", []) }),
        here("zed", { standing: standing("user", ["spark"]) }),
        here("goose", { standing: null, trouble: malformed("is not valid YAML") }),
        here("windsurf", { found: false, standing: null }),
      ],
      shown,
    );
    assert.deepEqual(
      rows.map(({ label, description, detail, picked }) => [label, description, detail, picked]),
      [
        ["Codex", "not connected", "~/.codex", true],
        ["Cursor", "connected: presto", "~/.cursor", false],
        ["Zed", "connected: presto; lacks spark", "~/.zed", true],
        [
          "Goose",
          "cannot be changed",
          "The file is not valid YAML. Nothing was changed: set it right, then try again.",
          false,
        ],
      ],
    );
  });

  it(
    verifies("vscode.disconnect-agents", "The list to disconnect has only agents with an entry that Drawbridge wrote"),
    () => {
      const rows = choicesToDisconnect(
        [
          here("codex", { standing: standing("drawbridge", []) }),
          here("zed", { standing: standing("user", []) }),
          here("goose"),
        ],
        shown,
      );
      assert.deepEqual(
        rows.map(({ label, description }) => [label, description]),
        [["Codex", "presto"]],
      );
    },
  );
});

describe("a change as the editor shows it", () => {
  it("A change shows the two sides of its diff, with a mark between the changed parts", () => {
    const diff =
      "--- ~/.codex\n+++ ~/.codex\n@@ -1,2 +1,3 @@\n a\n+b\n c\n@@ -9,2 +10,1 @@\n-d\n e\n\\ No newline at end of file\n";
    assert.deepEqual(sidesOf(diff), { before: "a\nc\n⋮\nd\ne\n", after: "a\nb\nc\n⋮\ne\n" });
    assert.deepEqual(sidesOf(""), { before: "", after: "" });
  });

  it("The question about a change names the program that makes it, and what stays as it is", () => {
    const text = remarks([plan({ commands: [["claude", "mcp", "add"]], notes: ["Yours stays."] })]);
    assert.equal(text, "By: claude mcp add Yours stays.");
  });

  it("The messages after a change say what was done, and what was not done", () => {
    const failed = {
      kind: "trouble",
      plan: plan({ agent: "goose" }),
      trouble: malformed("is not valid YAML"),
    } as const;
    const outcomes = [{ kind: "done", plan: plan(), by: "edit" } as const, failed];
    assert.match(doneMessage(outcomes) ?? "", /^Connected Codex \(presto\)\./);
    assert.match(troubleMessage(troublesOf(outcomes)) ?? "", /^Goose: The file is not valid YAML/);
    assert.equal(doneMessage([failed]), null);
    assert.equal(troubleMessage([]), null);
    assert.equal(
      doneMessage([{ kind: "done", plan: plan({ action: "remove" }), by: "edit" }]),
      "Disconnected Codex (presto).",
    );
  });
});
