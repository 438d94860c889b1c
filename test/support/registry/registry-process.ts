/** The registry as its own process, which a test can kill without warning and start again at the same address. */
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
      },
    });
    await until("the registry serves", () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
  }

  /** Sends SIGKILL, so that everything in progress is cut off. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }
}
