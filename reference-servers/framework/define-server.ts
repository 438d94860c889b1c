/** A server is its tools, its owner, the users who may reach it, and the services that its tools share. */
import type { ServerPolicy } from "@drawbridge/contracts/access";
import type { Environment, Principal } from "@drawbridge/contracts/identity";
import { ServerManifest } from "@drawbridge/contracts/registry";
import type { ShareLimits } from "@drawbridge/hosted/turns";
import type { McpServer } from "@modelcontextprotocol/server";
import type { Logger } from "pino";
import type { Tool } from "./define-tool.ts";
import type { PeerRoutes } from "./peers.ts";
import type { OwnVariables } from "./settings.ts";

/** Everything about a server: what the registry shows of it, who may use it, its tools and what they share. */
export interface ServerDefinition<Services> {
  /** The name in the registry and in `drawbridge bridge <name>`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Sent to the model in the handshake; agents cut it at 2,000 characters. */
  readonly instructions?: string;
  readonly owner: string;
  /** Groups whose members own the server: they see its versions at the registry, and do not review them. */
  readonly owners?: readonly string[];
  readonly support: ServerManifest["support"];
  readonly sensitivity: ServerManifest["sensitivity"];
  /** Where it is deployed, unless DRAWBRIDGE_ENVIRONMENT says otherwise. */
  readonly environment: Environment;
  readonly listed: boolean;
  /**
   * Says that the server will end: its users see the message in their editor, on the registry's page and in
   * `drawbridge servers`. Calls go on.
   */
  readonly deprecated?: ServerManifest["deprecated"];
  readonly access: ServerPolicy;
  /** Groups whose members may be the second person of an approval: the server's owners. Left out, no user may. */
  readonly approvers?: readonly string[];
  /** Named Cedar policies: name → text. access/tool-policy.ts says what they can refer to. */
  readonly policies: Readonly<Record<string, string>>;
  /**
   * The groups that tools decide by in their own code, settings or data (budgets, the readers of a document), besides
   * those that `access` and `policies` name; an empty list where there are none. The edge sends no others. It is asked
   * again regularly. Left out, the tools may decide by any group, so each request carries all groups of its user.
   */
  groups?(services: Services): readonly string[] | Promise<readonly string[]>;
  /**
   * How many plans and runs of tools may be at work at once, for all users and for one. Users are served in turn. Left
   * out, there is no limit: for a server whose resources have shares of their own (shares/fair-queue.ts).
   */
  readonly shares?: ShareLimits;
  /** In the order in which clients list them. */
  readonly tools: readonly Tool<Services>[];
  /** The environment variables that `open` reads. They are checked with those of every server, before anything opens. */
  readonly settings?: OwnVariables;
  /**
   * Opens what the tools share (engines, pools) from the environment's settings. `instanceTag` names this process in
   * handles (`heldBy` of a tool); it has 12 characters of base64url.
   */
  open(settings: NodeJS.ProcessEnv, log: Logger, place: { readonly instanceTag: string }): Promise<Services>;
  /**
   * Throws where the server cannot serve just now; /readyz calls it. The error's text is logged, and is not in the
   * answer.
   */
  ready(services: Services): Promise<void>;
  close(services: Services): Promise<void>;
  /**
   * Offers more of the protocol than tools (prompts, resources, completions) on the SDK's own server, which is made again
   * for every request. Tools registered here are ignored, because no tool may be without a policy.
   */
  extend?(mcp: McpServer, principal: Principal, services: Services): void;
  /** What other servers may ask of this one, below /internal/v1. Only the servers named in DRAWBRIDGE_PEERS may call it. */
  peers?(services: Services): PeerRoutes;
}

/** Agents shorten names that are longer than 64 characters, after they put their own prefix before server and tool. */
const maxServerAndToolLength = 50;

/** Agents cut instructions at this length, in the middle of a sentence. */
const maxInstructionsLength = 2_000;

/** Checks a server's definition: throws a TypeError that names the tool or policy at fault. */
export function defineServer<Services>(definition: ServerDefinition<Services>): ServerDefinition<Services> {
  const { name, tools, policies, deprecated, instructions = "" } = definition;
  if (!ServerManifest.shape.name.safeParse(name).success) {
    throw new TypeError(`Server "${name}": use at most 25 of a-z, 0-9 and -, a letter first.`);
  }
  if (instructions.length > maxInstructionsLength) {
    throw new TypeError(`Server "${name}": its instructions must stay within ${maxInstructionsLength} characters.`);
  }
  const wrong = ServerManifest.shape.deprecated.safeParse(deprecated).error?.issues[0];
  if (wrong !== undefined) {
    throw new TypeError(`Server "${name}", deprecated.${wrong.path.join(".")}: ${wrong.message}.`);
  }
  if (deprecated?.replacement === name) {
    throw new TypeError(`Server "${name}": it cannot be its own replacement.`);
  }
  const names = new Set<string>();
  for (const tool of tools) {
    const at = `Server "${name}", tool "${tool.name}"`;
    if (names.has(tool.name)) throw new TypeError(`${at}: there are two of that name.`);
    names.add(tool.name);
    if (name.length + tool.name.length >= maxServerAndToolLength) {
      throw new TypeError(`${at}: both names together must stay under ${maxServerAndToolLength} characters.`);
    }
    if (!Object.hasOwn(policies, tool.authorize)) {
      throw new TypeError(`${at}: its policy "${tool.authorize}" is not among the server's policies.`);
    }
  }
  return definition;
}
