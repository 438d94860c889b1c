/**
 * A server that joins the world's stack (`--server`) and does not know how its approved calls ended: it asks, spends the
 * grant, and reports "unknown", as a server does whose engine was lost in the middle of a run. It speaks to the registry
 * alone; no call of an agent reaches it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { partClient } from "@drawbridge/contracts/registry-api/part-client";
import { announceServer } from "@drawbridge/contracts/registry-api/servers";
import {
  type Approvals,
  askRegistry,
  consume,
  keepOutcome,
  readTicket,
} from "../../../reference-servers/framework/approvals/registry-calls.ts";
import { planOf } from "../approvals/plan.ts";
import { until } from "../clocks/until.ts";
import { manifestOf } from "../servers/manifest.ts";
import { askOf, inAMinute } from "../worlds/approvals-world.ts";
import { unsureServer } from "./unsure-server-name.ts";

export class UnsureServer {
  readonly #at: Approvals;

  private constructor(at: Approvals) {
    this.#at = at;
  }

  /** Reads the server's credential from the file that the stack in `home` wrote, and announces the server. */
  static async join(home: string, registryUrl: string): Promise<UnsureServer> {
    const variables = parseEnv(readFileSync(join(home, "stack", `${unsureServer}.env`), "utf8"));
    const credential = variables[partSecretVariables.registryCredential];
    if (credential === undefined) throw new Error(`The stack wrote no credential for ${unsureServer}.`);
    const at = { url: registryUrl, credential, server: unsureServer };
    const announced = await partClient(at, 5_000).call(announceServer, {
      parameters: { name: unsureServer },
      body: { manifest: manifestOf(unsureServer, { listed: false }), url: "http://127.0.0.1:9/mcp" },
    });
    if (announced.kind !== "answer") throw new Error(`The registry refused ${unsureServer}: ${announced.status}.`);
    return new UnsureServer(at);
  }

  /** Asks ada for her approval of a write to `table`. Returns the id of the request. */
  async ask(table: string): Promise<string> {
    const content = `CREATE TABLE ads.${table} AS SELECT 1 AS n`;
    const text = { language: "sql", content } as const;
    // A notification offers Approve only for what can be undone.
    const plan = planOf({ summary: content, text, objects: [`ads.${table}`], reversible: "yes", similar: null });
    const { id } = await askRegistry(this.#at, askOf({ tool: "look", plan }), AbortSignal.timeout(5_000));
    return id;
  }

  /** Runs the request once it is approved, and does not learn how the run ends. */
  async runBlindly(id: string): Promise<void> {
    await until(`request ${id} is approved`, async () => (await this.state(id)) === "approved");
    const { grant } = await readTicket(this.#at, id, AbortSignal.timeout(5_000));
    if (grant === null) throw new Error(`The registry approved ${id} without a grant.`);
    await consume(this.#at, id, { grant, deadline: inAMinute(), call: id });
    await keepOutcome(this.#at, id, { outcome: "unknown" });
  }

  async state(id: string): Promise<string> {
    return (await readTicket(this.#at, id, AbortSignal.timeout(5_000))).state;
  }
}
