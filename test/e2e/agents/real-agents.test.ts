import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { CommandLine } from "../../support/agents/command-line.ts";
import { until } from "../../support/clocks/until.ts";
import { descendants } from "../../support/machine/processes.ts";
import { verifies } from "../../support/verifies.ts";
import { sharedStack } from "../../support/worlds/shared-stack.ts";
import type { End } from "./agent-process.ts";
import { type AgentRow, agents, leastKept, minCallTimeoutMs } from "./agent-rows.ts";
import { type PlayedAgent, play, type Shown } from "./played-agent.ts";

const firstQuery = { sql: "SELECT count(*) AS events FROM ads.events" };
const broken = { sql: "DELETE FROM ads.events WHERE 1=1" };
const big = { sql: "SELECT * FROM ads.events LIMIT 900" };
/** It takes the engine a minute, and stays within the budget. */
const long = {
  sql: "SELECT count(*) FROM ads.events CROSS JOIN (SELECT event_id AS other FROM ads.events LIMIT 30000) WHERE event_id * other % 7 = 3",
};

const Page = z.object({ status: z.string(), query_id: z.string().optional(), rows: z.array(z.unknown()) });
const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Infinity;

describe("real agents", function () {
  this.timeout(90_000);
  const work = mkdtempSync(join(tmpdir(), "drawbridge agent's work ü-"));
  const users = { ada: new CommandLine(), ines: new CommandLine(), finn: new CommandLine() };
  let registry: string;

  before(async () => {
    registry = (await sharedStack()).registryUrl;
    for (const [name, user] of Object.entries(users)) {
      const { code, stderr } = await user.run("login", "--registry", registry, "--as", name);
      assert.equal(code, 0, stderr);
    }
  });
  after(async () => {
    for (const user of Object.values(users)) await user.dispose();
    rmSync(work, { recursive: true, force: true });
  });

  /** The environment of a developer's shell, which holds secrets. */
  const shell = (user: CommandLine): NodeJS.ProcessEnv => ({
    ...{ PATH: process.env.PATH, HOME: user.home, USER: "dev", LOGNAME: "dev", SHELL: "/bin/sh", TERM: "xterm" },
    ...{ LANG: "C.UTF-8", TZ: "UTC", TMPDIR: tmpdir(), XDG_RUNTIME_DIR: work, NODE_NO_WARNINGS: "0" },
    ...{ ANTHROPIC_API_KEY: "sk-secret-1", GITHUB_TOKEN: "ghp-secret-2", MY_PASSWORD: "secret-3" },
  });
  const launch = (row: AgentRow, user = users.ada): Promise<PlayedAgent> =>
    play(row, ["presto", "--home", user.home], shell(user), work);

  for (const row of agents) {
    describe(row.name, () => {
      let agent: PlayedAgent;
      before(async () => {
        agent = await launch(row);
      });
      after(() => agent.end());

      it(
        verifies(
          "measured-agents.start",
          `${row.name} has the tools before it would go on without them, and speaks its own protocol`,
        ),
        async () => {
          const expected = row.opening.kind === "discover" ? "2026-07-28" : row.opening.version;
          assert.equal(agent.version, expected);
          assert.ok(agent.toolsAtStart.includes("query"), agent.toolsAtStart.join());
          const times: number[] = [];
          for (let round = 0; round < 3; round += 1) {
            const next = await launch(row);
            assert.ok(next.toolsAtStart.includes("query"));
            times.push(next.startMs);
            await next.end();
          }
          assert.ok(middle(times) < row.toolsTimeoutMs, `${times.map(Math.round)} ms`);
        },
      );

      it(
        verifies(
          "measured-agents.calls",
          `${row.name} shows its model the rows, in the part of the result that it shows`,
        ),
        async () => {
          const { toModel, isError } = await agent.call("query", firstQuery);
          assert.equal(isError, false);
          assert.equal(Page.parse(JSON.parse(toModel)).rows.length, 1);
        },
      );

      it(
        verifies(
          "measured-agents.errors",
          `${row.name} shows its model why a call failed, with or without an error flag`,
        ),
        async () => {
          const { toModel, isError } = await agent.call("query", broken);
          assert.equal(isError, true);
          assert.match(toModel, /read/i);
          assert.match(toModel, /\.\s|next|instead|only/i);
        },
      );

      it(
        verifies("measured-agents.parallel", `${row.name} gets the right answer to each of many parallel calls`),
        async () => {
          const answers = await Promise.all(
            Array.from({ length: 12 }, (_, i) => agent.call("explain_query", { sql: `SELECT ${i} AS n` })),
          );
          assert.equal(answers.filter(({ isError }) => isError).length, 0, answers[0]?.text);
        },
      );

      it(
        verifies(
          "measured-agents.size",
          `${row.name} gets a result short enough for every agent, and learns how to get the rest`,
        ),
        async () => {
          const { text, toModel } = await agent.call("query", big);
          assert.ok(text.length < Math.min(row.keeps, leastKept), `${text.length} characters`);
          assert.ok(toModel.length < leastKept);
          assert.match(toModel, /"truncated":\{/);
          assert.match(toModel, /query_result/);
        },
      );

      it(
        verifies("measured-agents.gives-up", `${row.name} can give up a slow call, and its next call is answered`),
        async () => {
          await assert.rejects(agent.call("query", long, { timeoutMs: 400 }));
          const { isError } = await agent.call("query", firstQuery);
          assert.equal(isError, false);
        },
      );

      it(
        verifies(
          "measured-agents.denied",
          `${row.name} gets no tools for a user without access, and the reason with a call`,
        ),
        async () => {
          const denied = await launch(row, users.finn);
          try {
            assert.deepEqual(denied.toolsAtStart, []);
            const { isError, toModel } = await denied.call("query", firstQuery);
            assert.equal(isError, true);
            assert.match(toModel, /finn may not use presto.*Ask Data Platform/);
          } finally {
            await denied.end();
          }
        },
      );

      it(verifies("measured-agents.later", `${row.name} works after a sign-in that came after its start`), async () => {
        const user = new CommandLine();
        const early = await launch(row, user);
        try {
          assert.deepEqual(early.toolsAtStart, []);
          const unsigned = await early.call("query", firstQuery);
          assert.match(unsigned.toModel, /drawbridge login/);
          await user.run("login", "--registry", registry, "--as", "ada");
          if (row.relists) await until("the agent lists the tools again", () => early.listChanges() > 0);
          assert.ok((await early.tools()).includes("query"));
          assert.equal((await early.call("query", firstQuery)).isError, false);
        } finally {
          await early.end();
          await user.dispose();
        }
      });

      it(
        verifies("measured-agents.environment", `${row.name} needs no environment variable, and passes no secret on`),
        async () => {
          const user = new CommandLine();
          // The first bridge starts the broker, with the environment that its agent left.
          const first = await launch(row, user);
          const Status = z.object({ pid: z.number() });
          const { pid } = Status.parse(JSON.parse((await user.run("status", "--json")).stdout));
          await first.end();
          assert.doesNotMatch(readFileSync(`/proc/${pid}/environ`, "utf8"), /secret/);
          await user.dispose();
          const bare = await play(row, ["presto", "--home", users.ada.home], {}, work);
          assert.equal((await bare.call("query", firstQuery)).isError, false);
          await bare.end();
        },
      );

      it(
        verifies("measured-agents.broker-restart", `${row.name} does not notice that the broker was restarted`),
        async () => {
          const { pid } = agent.pipe;
          assert.equal((await users.ada.run("broker", "--stop")).code, 0);
          assert.equal((await agent.call("query", firstQuery)).isError, false);
          assert.equal(agent.pipe.pid, pid);
          assert.ok((await agent.tools()).includes("query"));
        },
      );

      it(
        verifies("measured-agents.respawn", `${row.name} starts another bridge after one was killed, and goes on`),
        async () => {
          const killed = await launch(row);
          killed.pipe.kill("SIGKILL");
          await killed.pipe.ended;
          const next = await launch(row);
          assert.equal((await next.call("query", firstQuery)).isError, false);
          await next.end();
        },
      );

      it(
        verifies("measured-agents.closing", `${row.name} ends its bridge in its own way, and no process is left`),
        async () => {
          const ends: End[] = [];
          while (ends.length < 3 || (ends.length < 20 && Math.min(...ends.map(({ ms }) => ms)) > 20)) {
            const closing = await launch(row);
            assert.deepEqual(descendants(closing.pipe.pid), []);
            ends.push(await closing.end());
          }
          // A busy machine is slow sometimes, but a slow bridge is slow every time.
          const [fastest] = ends.toSorted((a, b) => a.ms - b.ms);
          assert.equal(fastest?.killed, false, "it ends before it is killed");
          assert.ok(fastest.ms <= 20, JSON.stringify(ends));
        },
      );
    });
  }

  describe("all agents at once", () => {
    it(
      verifies("measured-agents.patience", "A long call is answered with a handle before the fastest agent gives up"),
      async () => {
        // Three at once are as many as one user may run.
        const homes = [users.ada, users.ada, users.ada, users.ines, users.ines];
        await Promise.all(
          agents.map(async (row, i) => {
            const agent = await launch(row, homes[i]);
            try {
              const begun = performance.now();
              let progress = 0;
              const answer: Shown = await agent.call("query", long, {
                onProgress: () => {
                  progress += 1;
                },
              });
              const ms = performance.now() - begun;
              assert.equal(answer.isError, false, answer.text);
              const { status, query_id } = Page.parse(JSON.parse(answer.toModel));
              assert.equal((await agent.call("cancel_query", { query_id })).isError, false);
              assert.equal(status, "running", row.name);
              assert.ok(ms < minCallTimeoutMs - 5_000, `${row.name}: ${ms} ms`);
              if (row.asksForProgress) assert.ok(progress > 5, `${row.name} heard ${progress} times`);
            } finally {
              await agent.end();
            }
          }),
        );
      },
    );
  });
});
