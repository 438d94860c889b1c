/** The official SDK's clients as agents. They answer elicitations as the measured agents do when no person looks. */
import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as LegacyStdioTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { bundledCli } from "../../support/agents/proxy-bundle.ts";
import { verifies } from "../../support/verifies.ts";
import { AskingWorld } from "../../support/worlds/asking-world.ts";

/** Claude Code cancels, Codex and Copilot decline, a hook may accept. Gemini CLI has no elicitation. */
const habits = ["cancel", "decline", "accept", null] as const;
type Habit = (typeof habits)[number];

const capabilitiesOf = (habit: Habit) => (habit === null ? {} : { elicitation: { form: {}, url: {} } });

describe("approvals with different hosts", function () {
  this.timeout(60_000);
  let asking: AskingWorld;
  before(async () => {
    asking = await AskingWorld.start();
  });
  after(() => asking.close());

  const launch = async () => ({
    command: process.execPath,
    args: [(await bundledCli()).cli, "bridge", "asking", "--home", asking.home.folder],
    env: { PATH: process.env.PATH ?? "", HOME: asking.home.folder },
    stderr: "ignore" as const,
  });
  const connect = {
    async modern(habit: Habit) {
      const client = new Client(
        { name: "sdk", version: "2" },
        { capabilities: capabilitiesOf(habit), versionNegotiation: { mode: { pin: "2026-07-28" } } },
      );
      if (habit) client.setRequestHandler("elicitation/create", () => ({ action: habit }));
      await client.connect(new StdioClientTransport(await launch()));
      return client;
    },
    async legacy(habit: Habit) {
      const client = new LegacyClient({ name: "sdk", version: "1" }, { capabilities: capabilitiesOf(habit) });
      if (habit) client.setRequestHandler(ElicitRequestSchema, () => ({ action: habit }));
      await client.connect(new LegacyStdioTransport(await launch()));
      return client;
    },
  };

  for (const era of ["modern", "legacy"] as const) {
    for (const habit of habits) {
      const manner = habit === null ? "cannot be asked" : `would ${habit} by itself`;
      it(
        verifies(
          "routing.hosts",
          `A call of a ${era} host that ${manner} waits for the person, and runs only after the approval`,
        ),
        async () => {
          const client = await connect[era](habit);
          const call = async (text: string) => {
            const { content, isError } = await client.callTool({ name: "change", arguments: { text } });
            return { said: JSON.stringify(content), isError };
          };
          const text = `${era} ${habit}`;
          asking.waitsForApproval(0.5);
          const undecided = await call(text);
          assert.match(undecided.said, /Approval pending: nothing has run/);
          assert.equal(undecided.isError, true);
          assert.ok(!asking.upstream.ran.includes(text));
          asking.waitsForApproval(30);
          const answer = call(text);
          const pending = await asking.pending(text);
          await asking.waits(pending);
          await asking.ada.approve(pending);
          assert.match((await answer).said, new RegExp(`ran ${text}`));
          assert.deepEqual(
            asking.upstream.ran.filter((each) => each === text),
            [text],
          );
          await client.close();
        },
      );
    }
  }
});
