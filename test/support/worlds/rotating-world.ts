/**
 * Two registries on one database, the edge and a server, whose secrets lie in files that a test changes, and callers that
 * read and make approved changes all the time. The server and the pages use the first registry, the edge the second one.
 */
import { randomBytes } from "node:crypto";
import { Approvals, DecisionsAnswer } from "@drawbridge/contracts/approvals";
import { identityHeaders } from "@drawbridge/contracts/identity";
import { audiences, oauthClients } from "@drawbridge/contracts/oauth";
import type { Part } from "@drawbridge/contracts/part";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import { startEdge } from "@drawbridge/edge/start";
import type { RegistrySettings } from "@drawbridge/registry/settings";
import { startRegistry } from "@drawbridge/registry/start";
import pg from "pg";
import { z } from "zod";
import { helloServer } from "../../../examples/hello-server/server.ts";
import { serve } from "../../../reference-servers/framework/serve.ts";
import { sealFor } from "../../../reference-servers/registry/seal.ts";
import { until } from "../clocks/until.ts";
import { freshDatabase } from "../engines/postgres.ts";
import { startIssuer, type TestIssuer } from "../identity/issuer.ts";
import { freePort } from "../network/listening.ts";
import { InboxVisitor } from "../people/inbox-visitor.ts";
import { pairedBy, type TestEditor } from "../people/paired-editor.ts";
import { SecretFiles } from "../secrets/secret-files.ts";
import { type ModernAnswer, modernCall } from "../servers/modern-call.ts";

/** Each is a secret that one part reads. */
type SecretName = "registry-root" | "edge-root" | "server-credential" | "server-proof";

interface WorldWays {
  /** Runs before the registries start, with their settings. */
  readonly prepare?: (settings: RegistrySettings) => Promise<void>;
  /** The time of the registries by which requests, grants and their keys end. */
  readonly now?: () => Date;
}

const ada = { sub: "ada", groups: ["ads-eng"] };
const caller = { user: "ada" };

export class RotatingWorld {
  readonly files = new SecretFiles<SecretName>();
  /** What went wrong, in order. */
  readonly failures: string[] = [];
  reads = 0;
  writes = 0;
  readonly #parts: Part[] = [];
  #callers: Promise<void> | undefined;
  #edgeUrl = "";
  #registryUrl = "";
  #serverUrl = "";
  #databaseUrl = "";
  #issuer: TestIssuer | undefined;
  #editor: TestEditor | undefined;
  #visitor: InboxVisitor | undefined;
  #ending = false;

  /** Every part has `root`, or what is derived from it. */
  static async start(root: string, ways: WorldWays = {}): Promise<RotatingWorld> {
    const world = new RotatingWorld();
    world.files.write("registry-root", root);
    world.files.write("edge-root", root);
    world.files.write("server-credential", registryCredential(root, "hello"));
    world.files.write("server-proof", edgeProof(root, "hello"));
    try {
      await world.#startParts(ways);
      await world.#signIn();
    } catch (error) {
      await world.close();
      throw error;
    }
    world.#callers = world.#callUntilEnd();
    return world;
  }

  /** Waits until some calls that began from now on have ended. */
  async someCalls(): Promise<void> {
    const { reads, writes } = this;
    await until(
      `more calls ended (${this.failures.join("; ")})`,
      () => this.failures.length > 0 || (this.reads > reads + 2 && this.writes > writes + 1),
      60_000,
    );
  }

  /** The ids of the keys that verify grants, the newest first. */
  async grantKeys(): Promise<readonly string[]> {
    const keys = await fetch(`${this.#registryUrl}/api/v1/approvals/keys`);
    return Keys.parse(await keys.json()).keys.map(({ kid }) => kid);
  }

  /** Whether the person's session at the inbox still counts. */
  async inboxOpens(): Promise<boolean> {
    return (await this.#visitor?.ask("/approvals"))?.status === 200;
  }

  /** How the first registry answers a server that shows this credential. */
  async registryStatus(credential: string): Promise<number> {
    const headers = { authorization: `Bearer ${credential}` };
    const at = `${this.#registryUrl}/internal/v1/servers/hello/approvals?state=consumed`;
    return (await fetch(at, { headers })).status;
  }

  /** How the server answers an edge that shows this proof, and names no caller. */
  async serverStatus(proof: string): Promise<number> {
    return (await fetch(`${this.#serverUrl}/mcp`, { headers: { [identityHeaders.proof]: proof } })).status;
  }

  /** Waits until the root secret `root` alone opens everything in the database. */
  async sealedBy(root: string): Promise<void> {
    const client = new pg.Client(this.#databaseUrl);
    await client.connect();
    const all = async (table: string, column: string, purpose: string, place: string): Promise<boolean> => {
      const seal = sealFor(purpose, root);
      const { rows } = await client.query<{ sealed: string; place: string }>(
        `select ${column} as sealed, ${place} as place from registry.${table}`,
      );
      return rows.length > 0 && rows.every(({ sealed, place }) => seal.open(sealed, place) !== null);
    };
    await until(
      "everything is sealed by the new root secret",
      async () =>
        (await all("grant_keys", "sealed_private_key", "grant-signing-key", "''")) &&
        (await all("identity_tokens", "sealed", "web-session", "id")) &&
        (await all("web_sessions", "sealed", "web-session", "id_digest")),
    );
    await client.end();
  }

  async close(): Promise<void> {
    this.#ending = true;
    await this.#callers;
    for (const part of this.#parts.reverse()) await part.close();
    await this.#issuer?.stop();
    this.files.remove();
  }

  async #startParts({ prepare, now }: WorldWays): Promise<void> {
    this.#issuer = await startIssuer();
    const [first, second, edge] = [await freePort(), await freePort(), await freePort()];
    this.#registryUrl = loopback(first);
    this.#edgeUrl = loopback(edge);
    this.#databaseUrl = await freshDatabase();
    const settings: RegistrySettings = {
      ...{ port: first, url: this.#registryUrl, edgeUrl: this.#edgeUrl, issuer: this.#issuer.url },
      ...{ databaseUrl: this.#databaseUrl, sealSecret: randomBytes(32).toString("base64url") },
      ...{ environment: "dev", logLevel: "silent", approverSecret: "the approver's secret" },
      rootSecret: this.files.secret("registry-root"),
    };
    await prepare?.(settings);
    for (const port of [first, second])
      this.#parts.push(
        await startRegistry({ ...settings, port, rootSecret: this.files.secret("registry-root") }, now && { now }),
      );
    const rootSecret = this.files.secret("edge-root");
    this.#parts.push(
      await startEdge({
        port: edge,
        url: this.#edgeUrl,
        registryUrl: loopback(second),
        rootSecret,
        logLevel: "silent",
      }),
    );
    const server = await serve(helloServer, {
      port: 0,
      registry: { url: this.#registryUrl, credential: this.files.secret("server-credential") },
      edgeProof: this.files.secret("server-proof"),
      settings: { DRAWBRIDGE_LOG_LEVEL: "silent", DRAWBRIDGE_POLICY_REFRESH_SECONDS: "0.2" },
    });
    this.#parts.push(server);
    this.#serverUrl = server.url;
    for (const url of [server.url, this.#edgeUrl])
      await until(`${url} is ready`, async () => (await fetch(`${url}/readyz`)).ok);
    await until(
      "the edge knows the server",
      async () => (await this.#call("greet", { name: "Ada" })).code === undefined,
    );
  }

  async #signIn(): Promise<void> {
    if (this.#issuer === undefined) throw new Error("There is no identity provider yet.");
    this.#visitor = new InboxVisitor(this.#registryUrl);
    await this.#visitor.signInAt(this.#issuer, ada);
    this.#editor = await pairedBy(this.#visitor, this.#registryUrl);
  }

  async #token(): Promise<string> {
    if (this.#issuer === undefined) throw new Error("There is no identity provider yet.");
    return this.#issuer.mint({ ...ada, aud: audiences.edge, client_id: oauthClients.broker });
  }

  async #call(name: string, args: Record<string, unknown>, state?: string): Promise<ModernAnswer> {
    const headers = { authorization: `Bearer ${await this.#token()}` };
    const to = { url: this.#edgeUrl, path: "/mcp/hello", headers: () => headers };
    return modernCall(to, caller, { name, args, ...(state !== undefined && { state }) });
  }

  async #read(): Promise<void> {
    const { result, text } = await this.#call("greet", { name: "Ada" });
    if (result.isError === true) throw new Error(`a read: ${text}`);
    this.reads += 1;
  }

  async #write(): Promise<void> {
    const args = { greeting: randomBytes(6).toString("hex") };
    const first = await this.#call("set_greeting", args);
    if (first.code !== "approval-pending") throw new Error(`an ask: ${first.text}`);
    await this.#approve();
    const done = await this.#call("set_greeting", args, first.result.requestState);
    if (done.result.isError === true) throw new Error(`a write: ${done.text}`);
    this.writes += 1;
  }

  /** Approves the one request that is pending, with the paired editor. */
  async #approve(): Promise<void> {
    const headers = { authorization: `Bearer ${await this.#token()}` };
    const response = await fetch(`${this.#registryUrl}/api/v1/approvals?state=pending`, { headers });
    const [request] = Approvals.parse(await response.json()).approvals;
    if (request === undefined || this.#editor === undefined) throw new Error("Nothing is pending.");
    const decision = { id: request.view.id, shown: request.shown, decision: "approve" };
    const answer = await this.#editor.decide("/decisions", {
      method: "POST",
      body: JSON.stringify({ decisions: [decision] }),
    });
    const { results } = DecisionsAnswer.parse(await answer.json());
    if (results[0]?.ok !== true) throw new Error(`a decision: ${JSON.stringify(results)}`);
  }

  async #callUntilEnd(): Promise<void> {
    const failed = (error: Error): void => void this.failures.push(error.message);
    while (!this.#ending) {
      let writing = true;
      const write = this.#write()
        .catch(failed)
        .finally(() => {
          writing = false;
        });
      for (let count = 0; writing && count < 10; count += 1) await this.#read().catch(failed);
      await write;
    }
  }
}

const Keys = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) });

const loopback = (port: number): string => `http://127.0.0.1:${port}`;
