/** One instance of a hosted part as its own process, which a test kills or stops in good order, and starts again. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { until } from "../clocks/until.ts";

export interface HostedOptions {
  readonly name: string;
  /** The path of its program. */
  readonly main: string;
  readonly port: number;
  readonly environment: NodeJS.ProcessEnv;
}

export class HostedProcess {
  readonly name: string;
  readonly port: number;
  readonly #options: HostedOptions;
  #child: ChildProcess | null = null;
  /** What it wrote to standard error, cut to its end. */
  log = "";

  constructor(options: HostedOptions) {
    this.#options = options;
    this.name = options.name;
    this.port = options.port;
  }

  /** Resolves when it is ready. */
  async start(): Promise<void> {
    const { main, port, environment } = this.#options;
    const env = { PATH: process.env.PATH, DRAWBRIDGE_LOG_LEVEL: "warn", ...environment, PORT: String(port) };
    const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "ignore", "pipe"] });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.log = (this.log + text).slice(-20_000);
    });
    this.#child = child;
    await until(`${this.name} is ready`, () => this.isReady(), 60_000);
  }

  /** As a load balancer asks. */
  isReady(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  /** Ends it by a signal: SIGKILL cuts everything, SIGTERM lets it drain. Resolves when it has ended. */
  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
}
