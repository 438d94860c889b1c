import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { tryConnect } from "../../proxy/broker/ensure.ts";
import type { Home } from "../../proxy/files/home.ts";
import { CommandLine } from "../support/agents/command-line.ts";
import { RawAgent } from "../support/agents/raw-agent.ts";
import { codeOf } from "../support/agents/response.ts";
import { until } from "../support/clocks/until.ts";
import type { TokenGate } from "../support/fault-ports/token-gate.ts";
import { verifies } from "../support/verifies.ts";
import { behindTokenGate } from "../support/worlds/behind-token-gate.ts";
import { type UpstreamWorld, withControl } from "../support/worlds/upstream-world.ts";

/**
 * From now on, the process cannot make a file longer than `bytes` (RLIMIT_FSIZE). Each longer write fails, as on a full
 * disk.
 */
const limitFiles = (pid: number, bytes: number | "unlimited"): void =>
  void execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:unlimited`]);

describe("a broker on a hostile machine", function () {
  this.timeout(60_000);
  let world: UpstreamWorld;
  let gate: TokenGate;
  let home: Home;
  let cli: string;
  behindTokenGate((gated) => {
    ({ world, gate, cli, home } = gated);
  });

  /** Returns when the token ends (ms since 1970). */
  const signIn = async (seconds: number, realSeconds = 600): Promise<number> => {
    const tokens = await world.identity.tokens("ada", { seconds: realSeconds });
    const ends = Date.now() + seconds * 1000;
    const expiresAt = new Date(ends).toISOString();
    await withControl(home, (broker) =>
      broker.request("signIn", { wellKnown: gate.wellKnown, tokens: { ...tokens, expiresAt } }),
    );
    return ends;
  };
  const agentOf = async (server: string) => {
    const agent = new RawAgent(cli, home.folder, [server]);
    await agent.initialize();
    await agent.request("tools/list");
    return agent;
  };

  describe("with a full disk", () => {
    it(
      verifies(
        "broker.full-disk",
        "A broker on a full disk serves on, spends no token that it cannot store, and recovers",
      ),
      async () => {
        await signIn(600);
        const agent = await agentOf("modern");
        const { pid } = await withControl(home, (broker) => broker.request("status"));
        // On a busy machine a token may end before the disk is full. Then the test takes another one that lives longer.
        for (let seconds = 1; ; seconds *= 2) {
          limitFiles(pid, "unlimited");
          gate.sent.length = 0;
          const ends = await signIn(seconds);
          limitFiles(pid, 0);
          const served = await agent.call("echo", { text: "while it serves" });
          if (gate.sent.length > 0 || Date.now() > ends) continue;
          assert.match(JSON.stringify(served), /while it serves/);
          await sleep(ends + 100 - Date.now());
          break;
        }
        const refused = await agent.call("echo", { text: "x" });
        assert.equal(codeOf(refused), "unreachable", JSON.stringify(refused));
        assert.match(JSON.stringify(refused), /cannot be saved in .*Make room there/);
        assert.deepEqual(gate.sent, []);
        limitFiles(pid, "unlimited");
        assert.match(JSON.stringify(await agent.call("echo", { text: "room again" })), /room again/);
        assert.equal(gate.sent.length, 1);
        assert.equal((await withControl(home, (broker) => broker.request("status"))).pid, pid);
      },
    );

    it(verifies("broker.full-disk", "A broker that cannot start on a full disk says so"), async () => {
      const started = spawn(
        "/bin/sh",
        ["-c", 'ulimit -f 0; exec "$@"', "sh", process.execPath, cli, "status", "--home", home.folder],
        {
          env: { PATH: process.env.PATH, HOME: home.folder },
          stdio: ["ignore", "ignore", "pipe"],
        },
      );
      let output = "";
      started.stderr.on("data", (chunk) => {
        output += chunk;
      });
      const [code] = await once(started, "close");
      assert.equal(code, 4);
      assert.match(output, /cannot write to .*EFBIG/);
    });
  });

  describe("with a home that cannot be written", () => {
    it(verifies("broker.full-disk", "The command line names a home folder that it cannot write"), async () => {
      const readOnly = mkdtempSync(join(tmpdir(), "drawbridge-read-only-"));
      const otherUser = 65_534;
      const root = process.getuid?.() === 0;
      if (root) chownSync(readOnly, otherUser, otherUser);
      chmodSync(readOnly, 0o500);
      chmodSync(join(cli, ".."), 0o755);
      // Root may write everywhere, so the process first becomes another user.
      const leaveRoot = `--import=data:text/javascript,process.setgid(${otherUser});process.setuid(${otherUser})`;
      const user = new CommandLine(readOnly, cli);
      try {
        const { code, stderr } = await user.runWith(root ? { NODE_OPTIONS: leaveRoot } : {}, "status");
        assert.equal(code, 4, stderr);
        assert.match(stderr, /cannot write to .*drawbridge-read-only-.*EACCES/);
      } finally {
        chmodSync(readOnly, 0o700);
        rmSync(readOnly, { recursive: true });
      }
    });
  });

  describe("with a clock that jumps", () => {
    let broker: ChildProcess;
    let offsetFile: string;
    afterEach(async () => {
      broker.kill("SIGKILL");
      await once(broker, "exit");
    });

    /** A broker whose clock is off by the number in a file, which it reads each time. */
    async function brokerWithClock(): Promise<(seconds: number) => void> {
      offsetFile = join(home.folder, "offset");
      const shift = (seconds: number) => writeFileSync(offsetFile, String(seconds * 1000));
      shift(0);
      const clock = `
        import { readFileSync } from "node:fs";
        const real = Date.now;
        const shifted = () => real() + Number(readFileSync(${JSON.stringify(offsetFile)}, "utf8"));
        globalThis.Date = class extends Date { constructor(...given) { super(...(given.length ? given : [shifted()])); } };
        Date.now = shifted;`;
      const preload = `data:text/javascript,${encodeURIComponent(clock)}`;
      broker = spawn(process.execPath, ["--import", preload, cli, "broker", "--home", home.folder], {
        env: { PATH: process.env.PATH, HOME: home.folder },
        stdio: "ignore",
      });
      await until("it listens", async () => {
        const socket = await tryConnect(home.endpoint);
        socket?.destroy();
        return socket !== null;
      });
      return shift;
    }

    it(
      verifies(
        "broker.clock",
        "A clock that jumps forward by a day costs at most one refresh, and every call is answered",
      ),
      async () => {
        const shift = await brokerWithClock();
        await signIn(600);
        const agent = await agentOf("legacy");
        gate.sent.length = 0;
        shift(86_400);
        const answers = await Promise.all(
          [1, 2, 3].map((each) => agent.call("echo", { text: `after the jump ${each}` })),
        );
        for (const answer of answers) assert.match(JSON.stringify(answer), /after the jump/);
        assert.equal(gate.sent.length, 1);
        shift(0);
        assert.match(JSON.stringify(await agent.call("echo", { text: "and back" })), /and back/);
        assert.equal(broker.exitCode, null);
      },
    );

    it(
      verifies("broker.clock", "A clock that jumps back by a day does not keep an expired token, and no call fails"),
      async () => {
        const shift = await brokerWithClock();
        await signIn(600, 600);
        const agent = await agentOf("modern");
        shift(-86_400);
        gate.sent.length = 0;
        await signIn(600, 1);
        await sleep(1_500);
        assert.match(JSON.stringify(await agent.call("echo", { text: "in the past" })), /in the past/);
        assert.equal(gate.sent.length, 1);
      },
    );

    it(verifies("broker.clock", "A sign-in works with a wrong clock, and doctor reports the clock"), async () => {
      const shift = await brokerWithClock();
      shift(7_200);
      await signIn(600);
      const agent = await agentOf("modern");
      assert.match(JSON.stringify(await agent.call("echo", { text: "signed in" })), /signed in/);
      const ahead = `data:text/javascript,${encodeURIComponent("const real = Date.now; Date.now = () => real() + 7_200_000;")}`;
      const user = new CommandLine(home.folder, cli);
      const { stdout } = await user.runWith({ NODE_OPTIONS: `--import=${ahead}` }, "doctor", "--json");
      const { findings } = JSON.parse(stdout);
      const [clock] = findings.filter(({ check }: { check: string }) => check === "clock");
      assert.match(clock.found, /7[12]\d\d s ahead of the registry's/);
      assert.match(clock.next, /set its clock/);
    });
  });
});
