/** The registry: the source of truth about servers and who may use them, over HTTP. */
import { audiences } from "@drawbridge/contracts/oauth";
import type { Part } from "@drawbridge/contracts/part";
import { defaultPersonRule } from "@drawbridge/contracts/person";
import { listen } from "@drawbridge/edge/http-server";
import { possession } from "@drawbridge/edge/possession";
import { replayGuard } from "@drawbridge/edge/replay-guard";
import { tokenVerifier } from "@drawbridge/edge/token";
import { httpListener } from "@drawbridge/framework/http/listener";
import { getRequestListener } from "@hono/node-server";
import pino from "pino";
import { registryApp } from "./app.ts";
import { approvalsAuthority } from "./approvals/authority.ts";
import { peoplesApprovals } from "./approvals/people.ts";
import { sweepRegularly } from "./approvals/sweep.ts";
import { watchApprovals } from "./approvals/watch.ts";
import { openDatabase } from "./database.ts";
import { rowSeals } from "./row-seals.ts";
import { defaultApprovalSeconds, type RegistrySettings } from "./settings.ts";
import { watchStatuses } from "./status.ts";
import { entries } from "./store.ts";
import { forgetRegularly } from "./usage/forget.ts";

/** Brings the database up to date, then serves until closed. Throws where the database or the port cannot be had. */
export async function startRegistry(settings: RegistrySettings): Promise<Part> {
  const log = pino({ name: "registry", level: settings.logLevel ?? "info" }, pino.destination(2));
  const seals = rowSeals(settings.sealSecret ?? settings.rootSecret, settings.sealPreviousKeys);
  const database = await openDatabase(settings, seals, log);
  const statuses = watchStatuses(async () =>
    (await entries(database)).map(({ manifest, url }) => ({ name: manifest.name, url })),
  );
  const { person = defaultPersonRule } = settings;
  const proof = possession({
    url: settings.url,
    required: settings.requireProof ?? false,
    replays: replayGuard(),
    now: Date.now,
  });
  const verifiers = {
    edge: tokenVerifier(settings.issuer, audiences.edge, { person, possession: proof }),
    approvals: tokenVerifier(settings.issuer, audiences.approvals, { person, possession: proof }),
  };
  const { pending, grant } = settings.approvalSeconds ?? defaultApprovalSeconds;
  const times = { pending: pending * 1000, grant: grant * 1000 };
  const { url, rootSecret, databaseUrl } = settings;
  const authority = approvalsAuthority(database, { url, rootSecret, seals, times });
  const people = peoplesApprovals(database, { url, times, seals });
  const watch = await watchApprovals(database, { url, databaseUrl, seals }, log);
  const sweeping = sweepRegularly(authority, log);
  const forgetting = forgetRegularly(database, log);
  const app = registryApp(settings, { database, seals, statuses, verifiers, authority, people, watch, log });

  let released: Promise<void> | undefined;
  const release = async (): Promise<void> => {
    for (const verifier of Object.values(verifiers)) verifier.close();
    await watch.close();
    forgetting.close();
    await sweeping.close();
    await statuses.close();
    await database.destroy();
  };
  const releaseOnce = (): Promise<void> => {
    released ??= release();
    return released;
  };
  const listener = await listen(httpListener(getRequestListener(app.fetch)), settings.port).catch(
    async (error: unknown) => {
      await releaseOnce();
      throw error;
    },
  );
  log.info({ url: listener.url, sealKey: seals.publicKey }, "the registry serves");
  return {
    url: listener.url,
    async close() {
      // Open streams would keep the listener until they are cut.
      await watch.close();
      await listener.close();
      await releaseOnce();
    },
  };
}
