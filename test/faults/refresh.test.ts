import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Home } from "../../proxy/files/home.ts";
import { CommandLine } from "../support/agents/command-line.ts";
import { RawAgent } from "../support/agents/raw-agent.ts";
import { codeOf } from "../support/agents/response.ts";
import { until } from "../support/clocks/until.ts";
import type { TokenGate } from "../support/fault-ports/token-gate.ts";
import { chance, seed } from "../support/machine/seeded.ts";
import { verifies } from "../support/verifies.ts";
import { behindTokenGate } from "../support/worlds/behind-token-gate.ts";
import { type UpstreamWorld, withControl } from "../support/worlds/upstream-world.ts";

describe(`a sign-in whose token expires (seed ${seed})`, function () {
  this.timeout(60_000);
  const random = chance("refresh");
  let world: UpstreamWorld;
  let gate: TokenGate;
  let home: Home;
  let cli: string;
  behindTokenGate((gated) => {
    ({ world, gate, cli, home } = gated);
  });

  /** Signs in with a token that the broker expects to live for `seconds`. */
  const signIn = async (seconds: number) => {
    const tokens = await world.identity.tokens("ada");
    const expiresAt = new Date(Date.now() + seconds * 1000).toISOString();
    await withControl(home, (broker) =>
      broker.request("signIn", { wellKnown: gate.wellKnown, tokens: { ...tokens, expiresAt } }),
    );
  };
  /**
   * Signs in with a token that has ended and that the broker has not renewed yet. On a busy machine, the broker may
   * have renewed it in the background before.
   */
  const signInOutlived = async () => {
    for (let seconds = 0.5; ; seconds *= 2) {
      gate.sent.length = 0;
      await signIn(seconds);
      await sleep(seconds * 1000 + 100);
      if (gate.sent.length === 0) return;
    }
  };
  const brokerPid = async () => (await withControl(home, (broker) => broker.request("status"))).pid;
  const opened = async (count: number) => {
    const agents = Array.from({ length: count }, () => new RawAgent(cli, home.folder, ["modern"]));
    await Promise.all(agents.map((agent) => agent.initialize()));
    await Promise.all(agents.map((agent) => agent.request("tools/list")));
    return agents;
  };
  const storedRefreshToken = (): unknown => {
    const { plain } = JSON.parse(readFileSync(home.secretFile, "utf8"));
    return JSON.parse(plain).refreshToken;
  };
  const sentTwice = () => gate.sent.filter((token, at) => gate.sent.indexOf(token) !== at);

  it(
    verifies("sign-in.one-refresh", "Fifty calls of ten bridges cause one refresh, and all are answered"),
    async () => {
      await signIn(600);
      const agents = await opened(10);
      await signInOutlived();
      const calls = agents.flatMap((agent, a) =>
        [1, 2, 3, 4, 5].map((each) => agent.call("echo", { text: `call ${a}.${each}.` })),
      );
      const answers = (await Promise.all(calls)).map((each) => JSON.stringify(each));
      for (const [at, answer] of answers.entries())
        assert.match(answer, new RegExp(`call ${Math.floor(at / 5)}\\.${(at % 5) + 1}\\.`));
      assert.equal(gate.sent.length, 1);
    },
  );

  /**
   * How far a refresh gets before the broker is killed, and what must be the result: a session that works, or either.
   */
  const steps: readonly [string, (kill: () => void) => void, "works" | "either"][] = [
    [
      "the provider was asked",
      (kill) => {
        gate.asked = () => {
          kill();
          return "drop";
        };
      },
      "either",
    ],
    [
      "the provider has given new tokens, and the broker has not received them",
      (kill) => {
        gate.answered = async () => {
          kill();
          return "drop";
        };
      },
      "either",
    ],
    [
      "the answer was written",
      (kill) => {
        gate.delivered = kill;
      },
      "either",
    ],
    ...[1, 2, 3, 4, 5, 6].map((each): [string, (kill: () => void) => void, "either"] => {
      const ms = Math.round(random() * 8 * each * 10) / 10;
      return [
        `the answer was written ${ms} ms ago`,
        (kill) => {
          gate.delivered = () => {
            const at = performance.now() + ms;
            const wait = () => (performance.now() >= at ? kill() : setImmediate(wait));
            wait();
          };
        },
        "either",
      ];
    }),
    [
      "the new tokens are on disk",
      (kill) => {
        const before = storedRefreshToken();
        gate.delivered = () => void until("they are on disk", () => storedRefreshToken() !== before).then(kill);
      },
      "works",
    ],
  ];
  for (const [when, arrange, left] of steps) {
    it(verifies("sign-in.killed-refresh", `A sign-in survives a broker that is killed when ${when}`), async () => {
      await signIn(600);
      const [agent] = await opened(1);
      assert.ok(agent);
      await signInOutlived();
      const pid = await brokerPid();
      const killed = new Promise<void>((done) =>
        arrange(() => {
          process.kill(pid, "SIGKILL");
          done();
        }),
      );
      const begun = performance.now();
      const first = agent.call("echo", { text: "in flight" });
      await killed;
      assert.match(JSON.stringify(await first), /may have run|in flight/);
      assert.ok(performance.now() - begun < 5_000);

      gate.asked = () => undefined;
      gate.answered = async () => undefined;
      gate.delivered = () => {};
      // The next broker answers this. A call that went to the dying broker would get an error.
      await agent.request("tools/list");
      const next = await agent.call("echo", { text: "the next one" });
      const works = /the next one/.test(JSON.stringify(next));
      if (!works || left === "works") assert.equal(works, left === "works", JSON.stringify(next));
      if (!works) {
        assert.equal(codeOf(next), "session-expired");
        assert.match(JSON.stringify(next), /drawbridge login/);
      } else {
        const renewed = await fetch(`${world.wellKnown.issuer}/token`, {
          method: "POST",
          body: new URLSearchParams({
            ...{ grant_type: "refresh_token", client_id: gate.wellKnown.clients.broker },
            refresh_token: String(storedRefreshToken()),
          }),
        });
        assert.equal(renewed.status, 200, "the sign-in lives at the provider too");
      }
      assert.deepEqual(sentTwice(), [], "no refresh token is sent twice, which a provider takes for theft");
      await signIn(600);
      assert.match(JSON.stringify(await agent.call("echo", { text: "signed in again" })), /signed in again/);
    });
  }

  it(verifies("sign-in.expired", "A session that has ended answers every waiting call at once"), async () => {
    await signIn(600);
    const agents = await opened(3);
    await signInOutlived();
    gate.refusal = "invalid_grant";
    let requestCount = 0;
    gate.asked = () => {
      requestCount = performance.now();
      return undefined;
    };
    const calls = agents.flatMap((agent) => Array.from({ length: 10 }, () => agent.call("echo", { text: "x" })));
    for (const answer of await Promise.all(calls)) {
      assert.equal(codeOf(answer), "session-expired");
      assert.match(JSON.stringify(answer), /drawbridge login/);
    }
    assert.ok(performance.now() - requestCount < 1_000);
    assert.equal(gate.sent.length, 1);
  });

  it(verifies("cli.doctor", "Doctor finds a session that has ended, even without a call since"), async () => {
    gate.refusal = "invalid_grant";
    await signIn(0.1);
    await sleep(200);
    const { code, stdout } = await new CommandLine(home.folder, cli).run("doctor");
    assert.equal(code, 1);
    assert.match(stdout, /FAIL {2}session: the one of ada has ended\n {6}→ Run `drawbridge login`/);
  });

  it(verifies("sign-in.no-browser", "No expiry opens a browser, and a person's sign-in opens one"), async () => {
    const programs = join(home.folder, "programs");
    const opened = join(home.folder, "opened");
    mkdirSync(programs);
    writeFileSync(join(programs, "xdg-open"), `#!/bin/sh\necho "$1" >> ${opened}\n`);
    chmodSync(join(programs, "xdg-open"), 0o755);
    const environment = { PATH: `${programs}:${process.env.PATH}`, DISPLAY: ":7", BROWSER: undefined };
    const user = new CommandLine(home.folder, cli);
    await user.runWith(environment, "status");
    gate.refusal = "invalid_grant";
    await signIn(0.1);
    await sleep(200);
    const agents = Array.from({ length: 5 }, () => new RawAgent(cli, home.folder, ["modern"]));
    await Promise.all(agents.map((agent) => agent.initialize()));
    const answers = await Promise.all(agents.map((agent) => agent.call("echo", { text: "x" })));
    for (const answer of answers) assert.equal(codeOf(answer), "session-expired");
    assert.equal(existsSync(opened), false);

    const person: ChildProcess = spawn(process.execPath, [cli, "login", "--home", home.folder], {
      env: { HOME: home.folder, PATH: environment.PATH, DISPLAY: ":7" },
      stdio: "ignore",
    });
    await until("a browser was opened", () => existsSync(opened));
    person.kill("SIGTERM");
    await once(person, "exit");
    assert.equal(readFileSync(opened, "utf8").trim().split("\n").length, 1);
  });
});
