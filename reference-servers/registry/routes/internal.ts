/** What the hosted parts and the operator report to the registry, and fetch from it, each by its own credential. */
import { personRuleOf } from "@drawbridge/contracts/identity-provider/provider";
import type { Announcement } from "@drawbridge/contracts/registry";
import { readEdgeConfiguration } from "@drawbridge/contracts/registry-api/edge";
import { decideServerAccess, decideServerApprovers, resetPasskeys } from "@drawbridge/contracts/registry-api/operator";
import { readProviderKeys } from "@drawbridge/contracts/registry-api/provider-keys";
import {
  announceServer,
  readInstances,
  readServerPolicy,
  reportInstance,
  withdrawInstance,
} from "@drawbridge/contracts/registry-api/servers";
import type { LastKeysStore } from "@drawbridge/hosted/provider-keys";
import type { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { decideApprovers } from "../approvals/approvers.ts";
import type { SealedDatabase } from "../approvals/transition.ts";
import { requirePart } from "../caller.ts";
import { edgeConfiguration } from "../catalogue.ts";
import { announcementProblem } from "../governance/frozen-version.ts";
import { enforcedPolicy } from "../governance/standing.ts";
import { serving, unnamed } from "../instances/elect.ts";
import { instancesByServer, markDraining, withdraw } from "../instances/store.ts";
import type { Passkeys } from "../passkeys/passkeys.ts";
import { Refused, unknownServer } from "../refusal.ts";
import type { ServerList } from "../server-list.ts";
import type { Statuses } from "../server-status.ts";
import { firstProviderOf, type RegistrySettings } from "../settings.ts";
import { decideAccess, entry, entryOfInstance, type Governed, keepAnnouncement } from "../store.ts";
import { Routes } from "./routes.ts";

/** Names of parts that are not servers. A server with one of these names would share the part's credential. */
const partNames = ["edge", "operator"];

const maxBodyBytes = 1024 * 1024;

export function internalRoutes(
  settings: RegistrySettings,
  sealed: SealedDatabase & Governed & { readonly servers: ServerList; readonly lastKeys: LastKeysStore },
  statuses: Statuses,
  passkeys: Passkeys | null,
): Hono {
  const { rootSecret } = settings;
  const { database } = sealed;
  const onError = (): never => {
    throw new Refused(413, "bad-request", "This is larger than the 1 MiB that an announcement may have.");
  };

  return new Routes(bodyLimit({ maxSize: maxBodyBytes, onError }))
    .serve(announceServer, async ({ context, parameters: { name }, body, answer }) => {
      requirePart(context, rootSecret, name);
      const announcement = await body();
      const problem = problemOf(announcement, name);
      if (problem !== null) throw new Refused(400, "bad-request", problem);
      await keepAnnouncement(sealed, announcement);
      statuses.expect(name);
      return answer(204, null);
    })
    .serve(readServerPolicy, async ({ context, parameters: { name }, query, answerVersion }) => {
      requirePart(context, rootSecret, name);
      const { instance } = query("Ask with ?instance=<the id of an announced instance>, or without.");
      const stored = await (instance === undefined ? entry(sealed, name) : entryOfInstance(sealed, name, instance));
      if (stored === null) throw unknownServer(name);
      return answerVersion(enforcedPolicy(stored));
    })
    .serve(readInstances, async ({ context, parameters: { name }, answer }) => {
      requirePart(context, rootSecret, name);
      const all = serving((await instancesByServer(database)).get(name) ?? []);
      const named = all.filter(({ instance }) => instance !== unnamed);
      return answer(200, { instances: named.map(({ instance, url }) => ({ id: instance, url })) });
    })
    .serve(reportInstance, async ({ context, parameters: { name, instance }, body, answer }) => {
      requirePart(context, rootSecret, name);
      const { draining } = await body();
      if (!(await markDraining(database, { server: name, instance, draining }))) throw unknownServer(name);
      return answer(204, null);
    })
    .serve(withdrawInstance, async ({ context, parameters: { name, instance }, answer }) => {
      requirePart(context, rootSecret, name);
      await withdraw(database, name, instance);
      return answer(204, null);
    })
    .serve(decideServerAccess, async ({ context, parameters: { name }, body, answer }) => {
      requirePart(context, rootSecret, "operator");
      if (!(await decideAccess(database, name, await body()))) throw unknownServer(name);
      return answer(204, null);
    })
    .serve(decideServerApprovers, async ({ context, parameters: { name }, body, answer }) => {
      requirePart(context, rootSecret, "operator");
      const { groups } = await body();
      if (!(await decideApprovers(sealed, name, groups))) throw unknownServer(name);
      return answer(204, null);
    })
    .serve(resetPasskeys, async ({ context, parameters: { user }, query, answer }) => {
      requirePart(context, rootSecret, "operator");
      if (passkeys === null)
        throw new Refused(409, "bad-request", "Passkeys are off here: set DRAWBRIDGE_PASSKEYS=on.");
      const { claim = personRuleOf(firstProviderOf(settings)).claim } = query("Ask with ?claim=<name of the claim>.");
      return answer(200, { removed: await passkeys.reset({ user, claim }) });
    })
    .serve(readProviderKeys, async ({ context, query, answer }) => {
      requirePart(context, rootSecret, "edge");
      const { issuer } = query("Ask with ?issuer=<the issuer of a described provider>.");
      return answer(200, { keys: await sealed.lastKeys.load(issuer) });
    })
    .serve(readEdgeConfiguration, async ({ context, answerVersion }) => {
      requirePart(context, rootSecret, "edge");
      const [entries, instances] = await Promise.all([sealed.servers(), instancesByServer(database)]);
      return answerVersion(edgeConfiguration(entries, instances, settings));
    }).app;
}

/** A server announces only itself, and is reached by HTTP. */
function problemOf(announcement: Announcement, name: string): string | null {
  const { manifest, url } = announcement;
  if (manifest.name !== name) return `${name} announced ${manifest.name}. A server announces itself only.`;
  if (partNames.includes(name)) return `A server may not be called ${name}: a part of Drawbridge is.`;
  if (!["http:", "https:"].includes(new URL(url).protocol)) return "A server is reached by http or https.";
  return announcementProblem(announcement);
}
