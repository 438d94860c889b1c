/** Fills the databases of registry, Knowledge and identity provider with one of each thing that they store. */
import { randomUUID } from "node:crypto";
import type { ApprovalTicket } from "@drawbridge/contracts/approvals";
import { AuditPage } from "@drawbridge/contracts/audit";
import { peerCredential } from "@drawbridge/contracts/part-secret";
import { openDatabase as openKnowledge } from "@drawbridge/knowledge/database";
import { openDatabase as openRegistry } from "@drawbridge/registry/database";
import { rowSeals } from "@drawbridge/registry/row-seals";
import pino from "pino";
import { z } from "zod";
import { appendAudit } from "../../../reference-servers/registry/audit/append.ts";
import { insertPasskey } from "../../../reference-servers/registry/passkeys/store.ts";
import { keepSignOut } from "../../../reference-servers/registry/sign-outs/store.ts";
import { findDocument, idOf, writeNote } from "../../../reference-servers/servers/knowledge/store/notes.ts";
import { saveSources } from "../../../reference-servers/servers/knowledge/store/sources.ts";
import { DocumentFolder, startKnowledge } from "../../contract/knowledge/running-knowledge.ts";
import { alike, planOf, sampleOf } from "../approvals/plan.ts";
import { startTestIdentity, testApproverSecret } from "../identity/test-identity.ts";
import { freePort } from "../network/listening.ts";
import { InboxVisitor } from "../people/inbox-visitor.ts";
import { TestEditor } from "../people/paired-editor.ts";
import { manifestOf } from "../servers/manifest.ts";
import { type ApprovalsWorld, askOf, startApprovals } from "../worlds/approvals-world.ts";
import type { Filled } from "./dump.ts";
import { dumpSecrets } from "./secrets.ts";

const hour = 3_600_000;
const Keys = z.object({ keys: z.array(z.object({ kid: z.string() })) });
const silent = pino({ level: "silent" });

export async function fill(databaseUrl: string): Promise<Filled> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const identity = await startTestIdentity({ databaseUrl, registryUrl: url });
  let earlier = 3 * hour;
  const now = (): Date => new Date(Date.now() - earlier);
  const world = await startApprovals(
    { port, url, issuer: identity.url, approverSecret: testApproverSecret, databaseUrl, ...dumpSecrets, now },
    {
      token: ({ sub }) => identity.accessToken(String(sub ?? "ada")),
      visitor: ({ sub }) => InboxVisitor.signedIn(url, String(sub ?? "ada")),
    },
  );
  try {
    await world.announce(manifestOf("orders", { approvers: ["infra"] }), "http://127.0.0.1:9/mcp");
    const access = { groups: ["ads-eng", "infra", "finance"], surfaces: ["local"], environments: ["dev"] };
    await put(world, "/servers/presto/access", access);
    await put(world, "/servers/presto/approvers", { groups: ["infra"] });
    const old = await endedByTime(world);
    earlier = 0;
    for (const { id } of Object.values(old)) await world.ticket(id);
    const requests = { ...old, ...(await decided(world)) };
    const scope = await world.ask(askOf({ plan: planOf({ similar: alike() }) }));
    await world.approve(scope.id, {}, 3600);
    await TestEditor.begun(url);
    await InboxVisitor.signedIn(url, "omar");
    await stored(databaseUrl, identity.url);
    const calls = { ada: await report(world, "ada", 40), finn: await report(world, "finn", 11) };
    await identity.rotateKeys();
    const { refreshToken } = await identity.tokens("finn");
    const { keys } = Keys.parse(await (await fetch(`${identity.url}/jwks`)).json());
    await documents(databaseUrl);
    const ines = { authorization: `Bearer ${await identity.accessToken("ines")}` };
    const page = AuditPage.parse(await (await fetch(`${url}/api/v1/audit?after=0`, { headers: ines })).json());
    return {
      at: new Date().toISOString(),
      requests: Object.fromEntries(Object.entries(requests).map(([state, { id }]) => [state, id])),
      ...{ scope: scope.id, calls, audit: page.entries.length, refreshToken },
      keys: keys.map(({ kid }) => kid),
    };
  } finally {
    await world.close();
    await identity.close();
  }
}

async function put(world: ApprovalsWorld, path: string, body: object): Promise<void> {
  const { status } = await world.asPart("operator", path, { method: "PUT", body: JSON.stringify(body) });
  if (status >= 300) throw new Error(`${path} was answered ${status}.`);
}

/** Requests that time alone ends, made hours ago. */
async function endedByTime(world: ApprovalsWorld): Promise<Record<string, ApprovalTicket>> {
  const unknown = await world.ask();
  await world.approve(unknown.id);
  const { grant } = await world.ticket(unknown.id);
  const deadline = new Date(Date.now() - 2 * hour).toISOString();
  await world.post(unknown.id, "consume", { grant, deadline, call: randomUUID() });
  return { expired: await world.ask(), "outcome-unknown": unknown };
}

async function decided(world: ApprovalsWorld): Promise<Record<string, ApprovalTicket>> {
  const ines = { sub: "ines" };
  const pending = await world.ask(askOf({ need: "second-person", plan: planOf(), sample: sampleOf("a cell") }));
  const principal = { user: "ada", groups: ["ads-eng"], surface: "local" as const, name: "Ada Lindqvist" };
  const approved = await world.ask(askOf({ principal }));
  await world.approve(approved.id);
  const rejected = await world.ask(askOf({ need: "second-person" }));
  const { shown } = await world.approval(rejected.id, ines);
  await world.decide([{ id: rejected.id, shown, decision: "reject", reason: "Not in the busy hours." }], ines);
  const voided = await world.ask();
  await world.post(voided.id, "void", { reason: "The plan changed." });
  const consumed = await world.ask();
  await world.approve(consumed.id);
  const day = new Date(Date.now() + 24 * hour).toISOString();
  const { grant } = await world.ticket(consumed.id);
  await world.post(consumed.id, "consume", { grant, deadline: day, call: randomUUID() });
  const ended = async (outcome: object): Promise<ApprovalTicket> => {
    const request = await world.ask(askOf({ need: "second-person" }));
    await world.approve(request.id, ines);
    await world.consume(await world.ticket(request.id));
    await world.post(request.id, "outcome", outcome);
    return request;
  };
  const succeeded = await ended({ outcome: "succeeded", run: { rows: 3, ms: 41 } });
  const failed = await ended({ outcome: "failed" });
  return { pending, approved, rejected, void: voided, consumed, succeeded, failed };
}

/** What needs a browser's passkey or another provider in order to come through the routes; by the registry's own code. */
async function stored(databaseUrl: string, issuer: string): Promise<void> {
  const seals = rowSeals(dumpSecrets.sealSecret);
  const database = await openRegistry({ databaseUrl }, seals, silent);
  const createdAt = new Date();
  const passkey = { id: "laptop", user: "ines", claim: "sub", label: "Laptop", publicKey: "a2V5", counter: 3 };
  await database.transaction().execute(async (transaction) => {
    await insertPasskey({ database: transaction, seals }, { ...passkey, createdAt, usedAt: null });
    const body = { user: "ines", claim: "sub", passkey: "laptop" };
    await appendAudit(transaction, [{ kind: "passkey-added", body }], createdAt);
  });
  const seconds = Math.floor(Date.now() / 1000);
  await keepSignOut(
    database,
    { issuer, subject: "omar", session: null, issuedAt: seconds, id: "a logout token" },
    seconds,
  );
  await database.destroy();
}

/** Calls of the last twenty days. Returns how many. */
async function report(world: ApprovalsWorld, user: string, count: number): Promise<number> {
  const calls = Array.from({ length: count }, (_, at) => ({
    ...{ id: `${user}-${at}`, at: new Date(Date.now() - (at % 20) * 24 * hour).toISOString(), tool: "figures", user },
    ...{ agent: at % 2 === 0 ? "claude-code" : null, end: at % 10 === 9 ? "failed" : "ok", ms: 12.5, minutesSaved: 3 },
  }));
  const body = JSON.stringify({ calls });
  const { status } = await world.asPart("presto", "/servers/presto/usage", { method: "POST", body });
  if (status !== 204) throw new Error(`Usage was answered ${status}.`);
  return count;
}

/** A folder's documents, a note with two versions, and a root cause of the Spark server. */
async function documents(databaseUrl: string): Promise<void> {
  const credential = peerCredential("a root secret", "spark", "knowledge");
  const folder = await DocumentFolder.make({
    "kiln.md": "# The kiln\n\nIt needs an hour to cool.\n\n## Alarm\n\nCall the night shift.\n",
    "spill.md": "# Spills\n\nClose the valve first.\n",
  });
  const sources = [{ name: "guides", title: "Guides", kind: "folder", folder: folder.path, groups: ["ads-eng"] }];
  const knowledge = await startKnowledge(sources, {
    DATABASE_URL: databaseUrl,
    DRAWBRIDGE_PEERS: `spark=${credential}`,
  });
  const rootCause = {
    ...{ cause: "executor-out-of-memory", fingerprint: "f1", text: "java.lang.OutOfMemoryError: Java heap space" },
    ...{ subject: { id: "app-1", name: "nightly-sales" }, title: "One customer has half of the rows" },
    ...{ fix: "Salt the join key.", note: "Seen after an import.", recordedBy: "ada", groups: ["ads-eng"] },
    recordedAt: "2026-11-01T10:00:00Z",
  };
  const { status } = await fetch(`${knowledge.kit.url}/internal/v1/root-causes/first`, {
    ...{ method: "PUT", body: JSON.stringify(rootCause) },
    headers: { "content-type": "application/json", authorization: `Bearer ${credential}` },
  });
  if (status !== 204) throw new Error(`The root cause was answered ${status}.`);
  const database = await openKnowledge(databaseUrl, silent);
  await saveSources(database, [
    ...[{ name: "guides", title: "Guides", kind: "folder" as const, folder: folder.path, groups: ["ads-eng"] }],
    { name: "notes", title: "Notes", kind: "notes", groups: ["ads-eng"] },
  ]);
  const note = { source: "notes", title: "Night shift", text: "Ines has the key.", url: null };
  await writeNote(database, note, { user: "ada", claim: "sub", at: new Date() }, null);
  const before = await findDocument(database, idOf(note), ["ads-eng"]);
  await writeNote(
    database,
    { ...note, text: "Omar has the key." },
    { user: "ines", claim: "sub", at: new Date() },
    before,
  );
  await database.destroy();
  await knowledge.close();
  await folder.dispose();
}
