import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { agents } from "../../../../proxy/agents/agent-table.ts";
import type { Agent, Place } from "../../../../proxy/agents/model/agent.ts";
import { repository } from "../../../support/machine/source-files.ts";
import { verifies } from "../../../support/verifies.ts";

const page = readFileSync(`${repository}docs/agents.md`, "utf8");

const code = (text: string) => `\`${text}\``;
const placesText = (places: readonly Place[]) => places.map(({ file }) => code(file)).join(" or ");

/** One place for all platforms, or one for each of them. */
function placesOf({ places }: Agent): string {
  const [linux, mac, windows] = [placesText(places.linux), placesText(places.darwin), placesText(places.win32)];
  if (linux === mac && mac === windows) return linux;
  if (linux === mac) return `${linux}; Windows: ${windows}`;
  return `Linux: ${linux}; macOS: ${mac}; Windows: ${windows}`;
}

const rowOf = (agent: Agent): string =>
  `| ${agent.name} | ${code(agent.id)} | ${placesOf(agent)} | ${agent.notation} ${code(agent.key)} | ${agent.own === null ? "an edit" : code(`${agent.own.program} mcp`)} |`;

describe("docs/agents.md", () => {
  for (const agent of agents) {
    it(verifies("agents.docs", `docs/agents.md has the row of ${agent.name} as the program uses it`), () => {
      assert.ok(page.includes(`\n${rowOf(agent)}\n`), `missing:\n${rowOf(agent)}`);
    });

    it(verifies("agents.docs", `docs/agents.md has the entry and the notes of ${agent.name}`), () => {
      const entry = agent.entry({
        name: "presto",
        command: "~/.drawbridge/bin/drawbridge",
        args: ["bridge", "presto"],
      });
      const lines = [`### ${agent.name}`, ...agent.notes, code(JSON.stringify(entry))];
      for (const line of lines) assert.ok(page.includes(line), `missing: ${line}`);
    });
  }
});
