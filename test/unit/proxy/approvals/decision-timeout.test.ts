import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import {
  decisionTimeoutMsFor,
  readDecisionTimeouts,
  waitsOnFor,
} from "../../../../proxy/approvals/decision-timeout.ts";
import { ownAgents } from "../../../../proxy/contracts/own-agents.ts";
import { readConfiguration, writeConfiguration } from "../../../../proxy/identity/configuration.ts";
import { temporaryHome, wellKnownFor } from "../../../support/identity/sign-in.ts";
import { verifies } from "../../../support/verifies.ts";

describe("the time that a call waits for a person", () => {
  for (const [agent, timeouts, seconds] of [
    ["claude-code", {}, 45],
    ["an agent without a measurement", {}, 45],
    ["codex-mcp-client", { codex: 200 }, 200],
    ["codex-mcp-client", { codex: 1000 }, 240],
    ["github-copilot-cli", { default: 1000 }, 144],
    ["inspector-cli", { inspector: 1000 }, 48],
    ["gemini-cli-mcp-client", { default: 10, gemini: 20, "gemini-cli": 30 }, 30],
    ["Codex", { codex: 0 }, 0],
  ] as const) {
    it(
      verifies(
        "routing.patience",
        `A call of ${agent} with the settings ${JSON.stringify(timeouts)} waits ${seconds} s for a person`,
      ),
      () => {
        assert.equal(decisionTimeoutMsFor(agent, timeouts), seconds * 1000);
      },
    );
  }

  for (const agent of ownAgents) {
    it(verifies("routing.patience", `A person's own call by ${agent} waits as long as the request is open`), () => {
      assert.equal(decisionTimeoutMsFor(agent, { default: 1 }), null);
    });
  }

  it(verifies("routing.busy", "A call is repeated for an agent that waits for one more time limit of a tool"), () => {
    for (const [agent, seconds, waits] of [
      ["claude-code", 500, true],
      ["claude-code", 545, false],
      ["copilot", 46, true],
      ["copilot", 135, false],
      ["inspector", 46, false],
      ["drawbridge-cli", 10_000, true],
    ] as const)
      assert.equal(waitsOnFor(agent, seconds * 1000), waits, `${agent} after ${seconds} s`);
  });

  it(
    verifies(
      "routing.patience",
      "The wait for a person is read from the home's configuration, and an invalid value gives the default",
    ),
    async () => {
      const home = temporaryHome();
      try {
        assert.deepEqual(await readDecisionTimeouts(home), {});
        for (const [text, timeouts] of [
          ['{"approvalPatience":{"codex":120}}', { codex: 120 }],
          ['{"approvalPatience":{"codex":"long"}}', {}],
          ["{", {}],
        ] as const) {
          writeFileSync(home.configFile, text);
          assert.deepEqual(await readDecisionTimeouts(home), timeouts);
        }
        writeFileSync(home.configFile, '{"approvalPatience":{"codex":120}}');
        await writeConfiguration(home, wellKnownFor("http://127.0.0.1:9"));
        assert.deepEqual(await readDecisionTimeouts(home), { codex: 120 }, "a sign-in keeps what the user wrote");
        assert.equal((await readConfiguration(home))?.issuer, "http://127.0.0.1:9");
      } finally {
        rmSync(home.folder, { recursive: true });
      }
    },
  );
});
