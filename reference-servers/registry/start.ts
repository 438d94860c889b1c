/** The registry: the one source of which servers exist and who may use them, over HTTP. */
import { Roles } from "@drawbridge/contracts/governance/roles";
import type { Part } from "@drawbridge/contracts/part";
import { trustAuthorities } from "@drawbridge/hosted/authorities";
import { basePathOf } from "@drawbridge/hosted/base-path";
import { followSignOuts } from "@drawbridge/hosted/followed-sign-outs";
import { listen } from "@drawbridge/hosted/listen";
import { httpListener } from "@drawbridge/hosted/listener";
import { logoutTokens } from "@drawbridge/hosted/logout-token";
import { possession } from "@drawbridge/hosted/possession";
import { replayGuard } from "@drawbridge/hosted/replay-guard";
import { type LookupFailure, lookupFailed, tokenVerifier } from "@drawbridge/hosted/token";
import { getRequestListener } from "@hono/node-server";
import pino from "pino";
import { registryApp } from "./app.ts";
import { watchApprovals } from "./approvals/approval-watchers.ts";
import { grantKeys } from "./approvals/grant-keys.ts";
import { personApprovals } from "./approvals/person-approvals.ts";
import { serverApprovals } from "./approvals/server-approvals.ts";
import { sweepRegularly } from "./approvals/sweep.ts";
import { openDatabase } from "./database.ts";
import { accessReports } from "./governance/access-reports.ts";
import { standings } from "./governance/policy-store.ts";
import { serverReviews } from "./governance/server-reviews.ts";
import { versionViews } from "./governance/version-view.ts";
import { whyQuestions } from "./governance/why-questions.ts";
import { inboxIdentities } from "./inbox/identities.ts";
import { identityTokens } from "./inbox/identity-tokens.ts";
import { webSessions } from "./inbox/sessions.ts";
import { serving } from "./instances/elect.ts";
import { forgetLapsedRegularly } from "./instances/leases.ts";
import { instancesByServer } from "./instances/store.ts";
import { belowOwnPath } from "./page/page-address.ts";
import { deciders } from "./pairing/decider.ts";
import { decisionTokenLifetimeMs, decisionTokens } from "./pairing/decision-tokens.ts";
import { pairings } from "./pairing/pairings.ts";
import { requireRelyingParty } from "./passkeys/relying-party.ts";
import { learningNames, peopleNames } from "./people/display-names.ts";
import { knownGroups, learningGroups } from "./people/known-groups.ts";
import { storedProviderKeys } from "./provider-keys.ts";
import { resealRegularly } from "./reseal.ts";
import { forgetRegularly } from "./retention.ts";
import { rowSeals } from "./row-seals.ts";
import { ruleGroups } from "./rule-groups.ts";
import { serverList } from "./server-list.ts";
import { watchStatuses } from "./server-status.ts";
import {
  defaultApprovalSeconds,
  defaultDeciding,
  providerDescriptionsOf,
  type RegistrySettings,
  sealSecretOf,
} from "./settings.ts";
import { signOutsAfter } from "./sign-outs/store.ts";

/** Milliseconds between two looks for sign-outs that another registry received. */
const signOutIntervalMs = 1_000;

/**
 * Brings the database up to date, then serves until it is closed. Throws if it cannot use the database or the port. `now`
 * is the time by which requests and grants expire.
 */
export async function startRegistry(
  settings: RegistrySettings,
  { now = () => new Date() }: { readonly now?: () => Date } = {},
): Promise<Part> {
  const log = pino({ name: "registry", level: settings.logLevel ?? "info" }, pino.destination(2));
  trustAuthorities(settings.network?.authoritiesFile, log);
  const party = settings.deciding?.passkeys ? requireRelyingParty(settings.url) : null;
  const seals = rowSeals(sealSecretOf(settings), settings.sealPreviousKeys);
  if (party === null && settings.environment === "prod")
    log.warn(
      "Passkeys are off: decisions of second persons, and on what cannot be undone, need no more than a sign-in. Set DRAWBRIDGE_PASSKEYS=on; see docs/approvals.md.",
    );
  if (basePathOf(settings.url) !== "" && settings.environment === "prod")
    log.warn(
      "DRAWBRIDGE_REGISTRY_URL has a path: a script of any other application on this host name can decide as the person who is signed in at the inbox. Give the registry a host name of its own, unless you trust all of them as you trust the registry.",
    );
  const database = await openDatabase(settings, seals, log);
  const policies = standings({ database, seals }, now);
  const servers = serverList({ database, standings: policies }, log);
  const statuses = watchStatuses(async () => {
    const instances = await instancesByServer(database);
    return (await servers()).map(({ manifest: { name } }) => ({
      name,
      urls: [...new Set(serving(instances.get(name) ?? []).map(({ url }) => url))],
    }));
  });
  const providers = providerDescriptionsOf(settings);
  const { introspectionSecret, groupsSecret } = settings;
  const proof = possession({
    url: settings.url,
    required: settings.requireProof ?? false,
    replays: replayGuard(),
    now: Date.now,
  });
  const names = peopleNames(database, seals, log);
  const signOuts = followSignOuts(
    {
      read: (after) => signOutsAfter(database, after),
      intervalMs: signOutIntervalMs,
      maxAgeMs: Number.POSITIVE_INFINITY,
    },
    log,
  );
  await signOuts.refresh();
  const { isSignedOut } = signOuts;
  const lastKeys = storedProviderKeys({ database, seals }, log);
  const logouts = logoutTokens(providers, Date.now, lastKeys);
  const onLookupFailure = (failure: LookupFailure): void => log.warn(failure, lookupFailed);
  const lookups = { introspectionSecret, groupsSecret, onLookupFailure, isSignedOut, lastKeys };
  const peopleGroups = knownGroups(database, log);
  const brokerVerifier = tokenVerifier(providers, { of: "broker", possession: proof, ...lookups });
  const verifier = learningGroups(learningNames(brokerVerifier, names), peopleGroups);
  // Verifies the tokens that the identity provider gave to the registry itself. They come with no request.
  const approvalsVerifier = learningNames(tokenVerifier(providers, { of: "approver", ...lookups }), names);
  const { pending, grant } = settings.approvalSeconds ?? defaultApprovalSeconds;
  const times = { pendingMs: pending * 1000, grantMs: grant * 1000 };
  const { url, rootSecret, databaseUrl, deciding = defaultDeciding } = settings;
  const approvals = serverApprovals(database, { url, rootSecret, seals, times }, now);
  const groups = ruleGroups(database, servers);
  const roles = settings.roles ?? Roles.parse({});
  const people = personApprovals(database, { url, times, seals, deciding, names, groups }, now);
  const why = whyQuestions(settings, { database, standings: policies, servers, groupsOf: peopleGroups, roles });
  const watch = await watchApprovals(database, { url, databaseUrl, seals, deciding, now, names, signOuts }, log);
  const identities = inboxIdentities(settings);
  const tokensOfPeople = identityTokens(
    database,
    { rootSecret },
    { verifier: approvalsVerifier, identities, isSignedOut },
  );
  const tokens = decisionTokens(
    url,
    grantKeys({ database, seals }, rootSecret, Math.max(times.grantMs, decisionTokenLifetimeMs)),
  );
  const editors = pairings(database, { url, deciding, seals }, { identityTokens: tokensOfPeople, tokens });
  const parts = { database, url, pairings: editors, tokens, identityTokens: tokensOfPeople };
  const leases = forgetLapsedRegularly(database, log);
  const sweeping = sweepRegularly(approvals, log);
  const forgetting = forgetRegularly(database, log);
  const resealing = resealRegularly({ database, rootSecret }, log);
  let leaving = false;
  const app = registryApp(settings, {
    leaving: () => leaving,
    ...{
      database,
      seals,
      standings: policies,
      servers,
      statuses,
      verifier,
      serverApprovals: approvals,
      people,
      names,
      watch,
      log,
      identities,
    },
    ...{ tokens: tokensOfPeople, groups },
    reviews: serverReviews({ database, seals }, { roles, withdraw: approvals.voidAll }, now),
    views: versionViews({ database, seals }, { roles, environment: settings.environment }, now),
    why,
    reports: accessReports(settings, { database, standings: policies, why, roles }, now),
    lastKeys,
    keyAges: () => [...verifier.keyAges(), ...approvalsVerifier.keyAges()],
    logoutTokens: logouts,
    // A question that is under way may be older than the sign-out.
    stored: () => signOuts.refresh().then(signOuts.refresh),
    sessions: webSessions(database, { rootSecret }, tokensOfPeople),
    pairings: editors,
    // A large library, loaded only if it is used.
    passkeys: party === null ? null : (await import("./passkeys/passkeys.ts")).passkeys({ database, seals }, party),
    deciders: deciders(parts),
  });

  let released: Promise<void> | undefined;
  const release = async (): Promise<void> => {
    for (const each of [verifier, approvalsVerifier, logouts]) each.close();
    await signOuts.close();
    await watch.close();
    forgetting.close();
    await resealing.close();
    await sweeping.close();
    await leases.close();
    await statuses.close();
    await database.destroy();
  };
  const releaseOnce = (): Promise<void> => {
    released ??= release();
    return released;
  };
  const drainMs = settings.drainSeconds === undefined ? undefined : settings.drainSeconds * 1000;
  const at = { port: settings.port, host: settings.network?.host };
  const listener = await listen(
    httpListener(belowOwnPath(url, getRequestListener(app.fetch)), log, settings.network),
    at,
    {
      drainMs,
    },
  ).catch(async (error: unknown) => {
    await releaseOnce();
    throw error;
  });
  log.info({ url: listener.url, sealKey: seals.publicKey }, "the registry serves");
  return {
    url: listener.url,
    leave() {
      leaving = true;
      listener.leave();
    },
    async close() {
      leaving = true;
      // Open streams would keep the listener open until they are cut.
      await watch.close();
      await listener.close();
      await releaseOnce();
    },
  };
}
