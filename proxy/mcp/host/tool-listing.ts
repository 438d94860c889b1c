/**
 * `tools/list` for one host. It is answered at once from known facts, and refreshed in the background, so that no
 * agent's start waits for a sign-in, a network or a server.
 */

import { type Failure, failureAnswer } from "../../kernel/failure.ts";
import { isObject, type JsonObject, objectAt, parsed } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import type { Result } from "../../kernel/result.ts";
import type { Described, ServerEntry, Target } from "../delivery/target.ts";
import type { Client } from "../eras/client.ts";
import { withMeta } from "../eras/legacy-host-to-modern.ts";
import { toolsToLegacy } from "../eras/loose-schemas.ts";
import { type ServerFactsCache, type ToolList, toolsIn } from "../upstream/server-facts.ts";
import { type HostRequest, pause, type Reply, reopenPause } from "../upstream/upstream.ts";
import type { HostOutput } from "./host-output.ts";
import type { StartupBudget } from "./startup-budget.ts";

/** A server with more pages than this has an error in its list. */
const maxPages = 100;

export interface ToolListingParts {
  readonly entry: ServerEntry;
  readonly serverFacts: ServerFactsCache;
  readonly client: Client;
  readonly output: HostOutput;
  /** Sends a request to the upstream in the host's name. */
  ask(request: HostRequest): Promise<Reply>;
  /** Called when the host's list is out of date. */
  outdated(): void;
  readonly signal: AbortSignal;
  readonly startupBudget: StartupBudget;
  /** Whether the host has a list from another broker, which knew the same facts of the server. */
  readonly again: boolean;
}

export class ToolListing {
  readonly #parts: ToolListingParts;
  #refreshing: Promise<Failure | null> | null = null;
  /** Version of the list that the host has. Null if it has none, or if it was asked to read the list again. */
  #sentVersion: number | null = null;
  #requests = 0;
  #waiting = false;
  /** Whether changes may have been missed while no broker was there. */
  #missed: boolean;

  constructor(parts: ToolListingParts) {
    this.#parts = parts;
    this.#missed = parts.again;
    if (parts.again) this.#sentVersion = parts.serverFacts.tools?.version ?? nothing;
  }

  /** Call it when the host can hear of changes. Reads the list once if the host has one from another broker. */
  readMissed(): void {
    if (this.#missed) void this.refresh();
    this.#missed = false;
  }

  async answer(id: string): Promise<void> {
    const { entry, serverFacts, output, startupBudget } = this.#parts;
    const target = await reconsidered(entry, startupBudget);
    if (denies(target)) {
      this.#tell(id, "[]", nothing);
      return;
    }
    let failure: Failure | null = null;
    if (serverFacts.tools && !serverFacts.outdated) {
      if (!serverFacts.isFresh(Date.now())) void this.refresh();
    } else {
      failure = await within(serverFacts.tools ? startupBudget.newerMs : startupBudget.left(), this.refresh());
    }
    if (!serverFacts.tools && target.kind !== "failure") void this.#untilKnown();
    const described = entry.described();
    if (serverFacts.tools) this.#tell(id, this.#textOf(serverFacts.tools), serverFacts.tools.version);
    else if (described) this.#tell(id, JSON.stringify(toolsFrom(described)), nothing);
    else if (target.kind === "failure") this.#tell(id, "[]", nothing);
    else output.line([failureAnswer(id, methods.listTools, failure ?? slow(entry.name)).trimEnd()]);
  }

  /** Keeps asking a server that was never reached, so that the host hears of its tools. */
  async #untilKnown(): Promise<void> {
    if (this.#waiting) return;
    this.#waiting = true;
    for (let failures = 0; !this.#parts.serverFacts.tools && !this.#parts.signal.aborted; failures += 1) {
      await pause(reopenPause(failures), this.#parts.signal);
      if (!this.#parts.serverFacts.tools) await this.refresh();
    }
    this.#waiting = false;
  }

  /** Call it when the server or the catalogue has changed. The host is notified if its list is out of date. */
  changed(): void {
    const { entry, serverFacts } = this.#parts;
    const now = denies(entry.target()) ? nothing : (serverFacts.tools?.version ?? nothing);
    if (this.#sentVersion === null || this.#sentVersion === now) return;
    this.#sentVersion = null;
    this.#parts.outdated();
  }

  /** Call it when the server itself has notified the host. */
  announced(): void {
    this.#sentVersion = null;
  }

  /** Reads the whole list from the upstream; one read at a time. Returns why it failed, or null. */
  refresh(): Promise<Failure | null> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<Failure | null> {
    const { serverFacts, entry, signal } = this.#parts;
    const tools: JsonObject[] = [];
    let cursor: unknown;
    let ttlMs: unknown;
    for (let page = 0; page < maxPages; page += 1) {
      const reply = await this.#parts.ask(this.#request(cursor)).catch(() => null);
      if (reply === null || signal.aborted) return slow(entry.name);
      if (reply.kind === "failure") return reply.failure;
      const result = resultOf(reply);
      const listTools = result && toolsIn(result);
      if (!result || !listTools) return unusable(entry.name);
      tools.push(...listTools);
      ttlMs = result.ttlMs;
      cursor = result.nextCursor;
      if (typeof cursor !== "string") break;
    }
    serverFacts.setTools(tools, ttlMs, Date.now());
    return null;
  }

  #request(cursor: unknown): HostRequest {
    const { client, signal } = this.#parts;
    this.#requests += 1;
    const id = `drawbridge-tools-${this.#requests}`;
    const params = cursor === undefined ? {} : { cursor };
    const plain = { jsonrpc: "2.0", id, method: methods.listTools, params };
    // In the era that the host speaks, as every request from its side.
    const message = client.era === "modern" ? withMeta(plain, client) : plain;
    const line = Buffer.from(JSON.stringify(message));
    return { id: JSON.stringify(id), method: methods.listTools, message, line, toolCall: null, readOnly: true, signal };
  }

  #textOf({ tools, text }: ToolList): string {
    if (this.#parts.client.era === "modern") return text;
    const legacyTools = toolsToLegacy(tools);
    return legacyTools === tools ? text : JSON.stringify(legacyTools);
  }

  #tell(id: string, tools: string, version: number): void {
    this.#sentVersion = version;
    const modern = '"resultType":"complete","ttlMs":0,"cacheScope":"private",';
    const members = this.#parts.client.era === "modern" ? modern : "";
    this.#parts.output.line([`{"jsonrpc":"2.0","id":${id},"result":{${members}"tools":`, tools, "}}"]);
  }
}

function resultOf(reply: Reply): JsonObject | null {
  if (reply.kind === "result") return reply.result;
  if (reply.kind !== "message") return null;
  const message = parsed(Buffer.concat(reply.pieces).toString("utf8"));
  return isObject(message) && isObject(message.result) ? objectAt(message, "result") : null;
}

/**
 * The catalogue's tools, for a server that was never reached: names and descriptions, without the schema of their
 * input.
 */
const toolsFrom = ({ tools }: Described): JsonObject[] =>
  tools.map(({ name, title, description, effect }) => ({
    name,
    title,
    description,
    inputSchema: { type: "object" },
    annotations: { title, readOnlyHint: effect === "read", destructiveHint: effect === "destructive" },
  }));

/** The version of a list that is not the server's own. */
const nothing = 0;

const denies = (target: Result<Target>): boolean =>
  target.kind === "failure" && (target.failure.code === "not-allowed" || target.failure.code === "unknown-server");

/**
 * Where requests go, or why they cannot. After a refusal it checks again, for as long as an agent's start may wait for
 * that.
 */
export async function reconsidered(entry: ServerEntry, startupBudget: StartupBudget): Promise<Result<Target>> {
  const target = entry.target();
  if (target.kind !== "failure") return target;
  // If the target is unreachable, the catalogue was never read and nothing is known of the server, so a longer wait is
  // useful.
  await within(
    target.failure.code === "unreachable" ? startupBudget.left() : startupBudget.newerMs,
    entry.reconsider(),
  );
  return entry.target();
}

/** The result of `work`, or null if it takes longer than `ms`. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

const slow = (server: string): Failure => ({
  code: "unreachable",
  message: `${server} has not answered yet. Try again in a moment.`,
});

const unusable = (server: string): Failure => ({
  code: "bad-upstream",
  message: `${server} answered tools/list with something else than tools. Tell its owner.`,
});
