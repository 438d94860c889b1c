/** A server is its tools, plus who owns it, who may reach it, and the services its tools share. */
import type { ServerPolicy } from "@drawbridge/contracts/access";
import type { Environment } from "@drawbridge/contracts/identity";
import type { ServerManifest } from "@drawbridge/contracts/registry";
import type { Logger } from "pino";
import type { Tool } from "./define-tool.ts";

export interface ServerDefinition<Services> {
  /** The name in the registry and in `drawbridge bridge <name>`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Told to the model on the handshake; agents cut it at 2,000 characters. */
  readonly instructions?: string;
  readonly owner: string;
  readonly support: ServerManifest["support"];
  readonly sensitivity: ServerManifest["sensitivity"];
  readonly environment: Environment;
  readonly listed: boolean;
  readonly access: ServerPolicy;
  /** Named Cedar policies: name → text. */
  readonly policies: Readonly<Record<string, string>>;
  readonly tools: readonly Tool<Services>[];
  /** Opens what the tools share (engines, pools) from the environment's settings. */
  open(settings: NodeJS.ProcessEnv, log: Logger): Promise<Services>;
  /** Throws where the server cannot serve just now; asked by /readyz. */
  ready(services: Services): Promise<void>;
  close(services: Services): Promise<void>;
}
