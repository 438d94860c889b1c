/** The registry as its own process, which a test can stop, or kill without warning, and start again at the same address. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { currentOf } from "@drawbridge/contracts/secret";
import type { RegistrySettings } from "@drawbridge/registry/settings";
import { until } from "../clocks/until.ts";
import { repository } from "../machine/source-files.ts";

export class RegistryProcess {
  readonly #settings: RegistrySettings;
  #child: ChildProcess | null = null;

  constructor(settings: RegistrySettings) {
    this.#settings = settings;
  }

  /** Resolves when the registry serves requests. */
  async start(): Promise<void> {
    const { port, url, databaseUrl, issuer, edgeUrl, rootSecret, sealSecret, environment } = this.#settings;
    this.#child = spawn(process.execPath, [`${repository}reference-servers/registry/main.ts`], {
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        PATH: process.env.PATH,
        ...{
          PORT: String(port),
          DRAWBRIDGE_REGISTRY_URL: url,
          DATABASE_URL: currentOf(databaseUrl),
          DRAWBRIDGE_ISSUER: issuer,
        },
        ...{ DRAWBRIDGE_EDGE_URL: edgeUrl, DRAWBRIDGE_ENVIRONMENT: environment, DRAWBRIDGE_LOG_LEVEL: "fatal" },
        [partSecretVariables.root]: currentOf(rootSecret),
        DRAWBRIDGE_SEAL_SECRET: sealSecret && currentOf(sealSecret),
        DRAWBRIDGE_LISTEN_ON_SECONDS: "1",
      },
    });
    const isReady = () =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until("the registry serves", isReady, 60_000);
  }

  /** Sends SIGKILL, so that everything in progress is cut off. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Sends SIGTERM as a rolling restart does, and waits until it has drained. Returns its exit code. */
  stop(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return null;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
    return child.exitCode;
  }
}
