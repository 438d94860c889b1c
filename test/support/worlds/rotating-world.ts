/**
 * Two registries on one database behind a balancer, the edge and a server, whose secrets lie in files that a test changes, and
 * callers that read and make approved changes all the time.
 */
import { randomBytes } from "node:crypto";
import { Approvals, DecisionsAnswer } from "@drawbridge/contracts/approvals";
import { identityHeaders } from "@drawbridge/contracts/identity";
import { audiences, oauthClients } from "@drawbridge/contracts/oauth";
import { edgeProof, registryCredential } from "@drawbridge/contracts/part-secret";
import type { RegistrySettings } from "@drawbridge/registry/settings";
import pg from "pg";
import { z } from "zod";
import { sealFor } from "../../../reference-servers/registry/seal.ts";
import { until } from "../clocks/until.ts";
import { freshDatabase } from "../engines/postgres.ts";
import { startIssuer, type TestIssuer } from "../identity/issuer.ts";
import { type Balancer, startBalancer } from "../network/balancer.ts";
import { freePort } from "../network/listening.ts";
import { InboxVisitor } from "../people/inbox-visitor.ts";
import { pairedBy, type TestEditor } from "../people/paired-editor.ts";
import { SecretFiles } from "../secrets/secret-files.ts";
import { type ModernAnswer, modernCall } from "../servers/modern-call.ts";
import {
  type Place,
  partsAsProcesses,
  partsHere,
  type RotatingPart,
  type RotatingParts,
  type SecretName,
} from "./rotating-parts.ts";

interface WorldWays {
  /** The seal secret at the start. */
  readonly seal?: string;
  /** Each part is a process of its own, with a clock of its own. */
  readonly processes?: boolean;
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
  #parts: RotatingParts | undefined;
  readonly #servers: RotatingPart[] = [];
  #balancer: Balancer | undefined;
  #callers: Promise<void> | undefined;
  #registryPorts: readonly number[] = [];
  #edgeUrl = "";
  #registryUrl = "";
  #serverUrl = "";
  #databaseUrl = "";
  #sealPreviousKeys: readonly string[] = [];
  #issuer: TestIssuer | undefined;
  #editor: TestEditor | undefined;
  #visitor: InboxVisitor | undefined;
  #ending = false;

  /** Every part has `root`, or what is derived from it. */
  static async start(root: string, ways: WorldWays = {}): Promise<RotatingWorld> {
    const world = new RotatingWorld();
    world.files.write("registry-root", root);
    world.files.write("seal", ways.seal ?? randomBytes(32).toString("base64url"));
    world.files.write("edge-root", root);
    world.files.write("server-credential", registryCredential(root, "hello"));
    world.files.write("server-proof", edgeProof(root, "hello"));
    try {
      await world.#startParts(ways);
      world.#visitor = await world.signIn();
      world.#editor = await pairedBy(world.#visitor, world.#registryUrl);
      const firstChange = () =>
        world.#write().then(
          () => true,
          () => false,
        );
      // A part that has just started is slow at its first work.
      await until("a first approved change runs", firstChange, 60_000);
    } catch (error) {
      await world.close();
      throw error;
    }
    world.#callers = world.#callUntilEnd();
    return world;
  }

  /** The address of the registries. */
  get url(): string {
    return this.#registryUrl;
  }

  /** The person who signed in at the start. */
  get visitor(): InboxVisitor {
    return this.#visitor ?? notYet();
  }

  /** The editor that this person paired. */
  get editor(): TestEditor {
    return this.#editor ?? notYet();
  }

  /** The person signs in at the inbox once more. */
  async signIn(): Promise<InboxVisitor> {
    const visitor = new InboxVisitor(this.#registryUrl);
    const { status } = await visitor.signInAt(this.#issuer ?? notYet(), ada);
    if (status !== 200) throw new Error(`a sign-in: ${status}`);
    return visitor;
  }

  /** Starts each registry again, while the callers rest. `previousKeys`: public keys of earlier seal secrets. */
  async restartRegistries(previousKeys: readonly string[] = []): Promise<void> {
    this.#sealPreviousKeys = previousKeys;
    this.#ending = true;
    await this.#callers;
    for (const registry of this.#parts?.registries ?? []) {
      await registry.stop(async () => {});
      await registry.start();
    }
    this.#ending = false;
    this.#callers = this.#callUntilEnd();
  }

  /** Another instance of the server takes the place of the one that runs. */
  async replaceServer(): Promise<void> {
    const [before] = this.#servers.splice(0);
    await this.#startServer();
    await this.someCalls();
    await before?.stop(() => this.someCalls());
  }

  /** Waits until some calls that began from now on have ended. Throws where one failed. */
  async someCalls(): Promise<void> {
    const { reads, writes, failures } = this;
    const ended = () => failures.length > 0 || (this.reads > reads + 2 && this.writes > writes + 1);
    await until("more calls ended", ended, 60_000);
    if (failures.length > 0) throw new Error(failures.join("; "));
  }

  /** The ids of the keys that verify grants, the newest first. */
  async grantKeys(): Promise<readonly string[]> {
    const keys = await fetch(`${this.#registryUrl}/api/v1/approvals/keys`);
    return Keys.parse(await keys.json()).keys.map(({ kid }) => kid);
  }

  /** Whether the person's session at the inbox still counts. */
  async inboxOpens(): Promise<boolean> {
    return (await this.visitor.ask("/approvals")).status === 200;
  }

  /** How each registry answers a server that shows this credential. */
  registryStatuses(credential: string): Promise<readonly number[]> {
    const headers = { authorization: `Bearer ${credential}` };
    return Promise.all(
      this.#registryPorts.map(async (port) => {
        const at = `${loopback(port)}/internal/v1/servers/hello/approvals?state=consumed`;
        return (await fetch(at, { headers })).status;
      }),
    );
  }

  /** Whether the server takes this proof for its edge's. The question names no caller, so no answer is a good one. */
  async serverAccepts(proof: string): Promise<boolean> {
    const answer = await fetch(`${this.#serverUrl}/mcp`, { headers: { [identityHeaders.proof]: proof } });
    return !(await answer.text()).includes("answers only to its edge");
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
    const { registries = [], edge } = this.#parts ?? {};
    for (const parts of [this.#servers, edge === undefined ? [] : [edge], registries])
      await Promise.all(parts.map((part) => part.stop(async () => {})));
    await this.#balancer?.close();
    await this.#issuer?.stop();
    this.files.remove();
  }

  async #startParts({ prepare, now, processes = false }: WorldWays): Promise<void> {
    const issuer = await startIssuer();
    this.#issuer = issuer;
    this.#registryPorts = [await freePort(), await freePort()];
    this.#balancer = await startBalancer(this.#registryPorts);
    this.#registryUrl = this.#balancer.url;
    const edgePort = await freePort();
    this.#edgeUrl = loopback(edgePort);
    this.#databaseUrl = await freshDatabase();
    const settings: Place["settings"] = () => ({
      ...{ url: this.#registryUrl, edgeUrl: this.#edgeUrl, issuer: issuer.url, databaseUrl: this.#databaseUrl },
      approverSecret: "the approver's secret",
      environment: "dev",
      logLevel: "silent",
      sealPreviousKeys: this.#sealPreviousKeys,
    });
    const secrets = { rootSecret: this.files.secret("registry-root"), sealSecret: this.files.secret("seal") };
    await prepare?.({ ...settings(), ...secrets, port: 0 });
    const place = { files: this.files, settings, registryPorts: this.#registryPorts, edgePort };
    this.#parts = processes ? partsAsProcesses(place) : partsHere(place, now);
    for (const registry of this.#parts.registries) await registry.start();
    await this.#parts.edge.start();
    await this.#startServer();
    await until("the edge is ready", async () => (await fetch(`${this.#edgeUrl}/readyz`)).ok);
    await until(
      "the edge knows the server",
      async () => (await this.#call("greet", { name: "Ada" })).code === undefined,
    );
  }

  async #startServer(): Promise<void> {
    const port = await freePort();
    const server = (this.#parts ?? notYet()).server(port);
    this.#servers.push(server);
    await server.start();
    this.#serverUrl = loopback(port);
    await until("the server is ready", async () => (await fetch(`${this.#serverUrl}/readyz`)).ok);
  }

  /** The person's token for the edge, as the broker has it. */
  token(): Promise<string> {
    return (this.#issuer ?? notYet()).mint({ ...ada, aud: audiences.edge, client_id: oauthClients.broker });
  }

  async #call(name: string, args: Record<string, unknown>, state?: string): Promise<ModernAnswer> {
    const headers = { authorization: `Bearer ${await this.token()}` };
    const to = { url: this.#edgeUrl, path: "/mcp/hello", headers: () => headers };
    return modernCall(to, caller, { name, args, ...(state !== undefined && { state }) });
  }

  async #read(): Promise<void> {
    const { result, text } = await this.#call("greet", { name: "Ada" });
    if (result.isError === true) throw new Error(`a read: ${text}`);
    this.reads += 1;
  }

  /** Asks for a change. Returns the state with which the call is repeated, where there is one. */
  async ask(greeting: string): Promise<string | undefined> {
    const { code, text, result } = await this.#call("set_greeting", { greeting });
    if (code !== "approval-pending") throw new Error(`an ask: ${text}`);
    return result.requestState;
  }

  /** Repeats the call of a change that was approved. */
  async run(greeting: string, state: string | undefined): Promise<void> {
    const { result, text } = await this.#call("set_greeting", { greeting }, state);
    if (result.isError === true) throw new Error(`a write: ${text}`);
    this.writes += 1;
  }

  /** Approves the pending change to `greeting`, with the paired editor. */
  async approve(greeting: string): Promise<void> {
    const decision = { ...(await this.#pending(greeting)), decision: "approve" };
    const body = JSON.stringify({ decisions: [decision] });
    const answer = await this.editor.decide("/decisions", { method: "POST", body });
    const { results } = DecisionsAnswer.parse(await answer.json());
    if (results[0]?.ok !== true) throw new Error(`a decision: ${JSON.stringify(results)}`);
  }

  /** Approves it at the inbox, in a session of a moment ago. */
  async approveAtInbox(greeting: string, visitor: InboxVisitor): Promise<void> {
    const { id, shown } = await this.#pending(greeting);
    const fields = { [`shown.${id}`]: shown, [`decision.${id}`]: "approve" };
    const { status } = await visitor.post("/approvals/decisions", fields);
    if (status !== 303) throw new Error(`a decision at the inbox: ${status}`);
  }

  async #pending(greeting: string): Promise<{ readonly id: string; readonly shown: string }> {
    const headers = { authorization: `Bearer ${await this.token()}` };
    const response = await fetch(`${this.#registryUrl}/api/v1/approvals?state=pending`, { headers });
    const { approvals } = Approvals.parse(await response.json());
    const found = approvals.find(({ view }) => JSON.stringify(view).includes(greeting));
    if (found === undefined) throw new Error(`The change to ${greeting} is not pending.`);
    return { id: found.view.id, shown: found.shown };
  }

  async #write(): Promise<void> {
    const greeting = randomBytes(6).toString("hex");
    const state = await this.ask(greeting);
    await this.approve(greeting);
    await this.run(greeting, state);
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

const notYet = (): never => {
  throw new Error("The world has not started yet.");
};
