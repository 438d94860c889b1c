/** Starts a broker as bridges start it, with a probe in its process that reports memory, open handles and delays. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { lowMemory, tryConnect } from "../../proxy/broker/ensure.ts";
import { homeOf } from "../../proxy/files/home.ts";
import { until } from "../support/clocks/until.ts";
import { openHandlesOf, ownMemoryOf } from "../support/machine/processes.ts";

const probe = fileURLToPath(new URL("broker-probe.ts", import.meta.url));

/** The state of a broker over one interval. */
export interface Health {
  /** Bytes that it shares with no other process. */
  readonly memory: number;
  readonly handles: number;
  /** Delay of its event loop: the median and the 99th percentile (ms). */
  readonly lateP50Ms: number;
  readonly lateP99Ms: number;
}

export interface ProbedBroker {
  readonly pid: number;
  /** Returns the state since the last call. */
  health(): Promise<Health>;
  stop(): Promise<void>;
}

const Lateness = z.object({ lateP50Ms: z.number(), lateP99Ms: z.number() });

export async function startProbedBroker(cli: string, home: string): Promise<ProbedBroker> {
  const child = spawn(process.execPath, [...lowMemory.flags, "--import", probe, cli, "broker", "--home", home], {
    env: { PATH: process.env.PATH, HOME: home, ...lowMemory.environment },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const { endpoint } = homeOf(home);
  await until("the broker listens", async () => {
    const socket = await tryConnect(endpoint);
    socket?.destroy();
    return socket !== null;
  });
  const pid = child.pid ?? 0;
  return {
    pid,
    async health() {
      const answer = new Promise<unknown>((done) => child.once("message", done));
      child.send("how are you");
      return { memory: ownMemoryOf(pid), handles: openHandlesOf(pid), ...Lateness.parse(await answer) };
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
