/** The embedded stack: Postgres, then every hosted part, until closed. The part that started last is ended first. */
import { randomBytes } from "node:crypto";
import { EnvironmentError } from "@drawbridge/hosted/environment";
import { takeDataFolder } from "./data-folder-lock.ts";
import { writeOwnServerEnvironment } from "./own-servers.ts";
import { type Addresses, type PartPlan, planParts, portedParts } from "./parts.ts";
import { isFree, portsFor } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { untilReady } from "./readiness.ts";
import { sealSecretIn } from "./seal-secret.ts";
import type { StackSettings } from "./settings.ts";
import { supervise } from "./supervisor.ts";
import { environmentOf, isSet, noticesOf } from "./user-settings.ts";

export interface Stack {
  readonly registryUrl: string;
  close(): Promise<void>;
}

/** Milliseconds until all parts together must serve. The first start also makes the sample warehouse in this time. */
const startTimeoutMs = 60_000;

/** Starts everything, and resolves when every part is healthy. On failure it ends what it had started, and throws. */
export async function startStack(settings: StackSettings, say: (message: string) => void): Promise<Stack> {
  const started: (() => Promise<void>)[] = [];
  const close = closeOnce(started);
  try {
    if (!(await isFree(settings.port))) {
      throw new Error(
        `Port ${settings.port} is in use. Set DRAWBRIDGE_PORT to a free one, or stop what listens there.`,
      );
    }
    noticesOf(settings.variables, settings.ownProvider).forEach(say);
    started.push(await takeDataFolder(settings.dataFolder));
    const chosen = new Map(settings.edgePort === null ? [] : [["edge", settings.edgePort]]);
    const addresses = {
      registryPort: settings.port,
      ports: await portsFor(portedParts, settings.dataFolder, chosen),
      environment: settings.environment,
      ownProvider: settings.ownProvider,
      ownKnowledge: ["KNOWLEDGE_URL", "KNOWLEDGE_CREDENTIAL"].some((name) => isSet(settings.variables, name)),
      peers: settings.peers ?? undefined,
      dataFolder: settings.dataFolder,
      rootSecret: settings.rootSecret ?? randomBytes(32).toString("base64url"),
      sealSecret: await sealSecretIn(settings.dataFolder),
    };
    await checkEnvironments(addresses, settings);
    const stages = planParts({ ...addresses, ...(await databasesFor(settings, say, started)) });
    const registryUrl = `http://127.0.0.1:${settings.port}`;
    const names = stages.flat().map((part) => part.name);
    say(`Starting ${names.join(", ")}${settings.isolate ? ", a process each" : ""} …`);
    const signal = AbortSignal.timeout(startTimeoutMs);
    for (const stage of stages) {
      await allOrFirstFailure(stage.map(async (part) => started.push(await startPart(part, settings, say))));
      await Promise.all(stage.map((part) => untilReady(part.name, part.readyUrl, signal)));
    }
    for (const name of settings.ownServers) {
      const { file, remove } = await writeOwnServerEnvironment(settings.dataFolder, name, {
        registryUrl,
        rootSecret: addresses.rootSecret,
      });
      started.push(remove);
      say(`Start your server ${name} in its folder with: node --env-file=${file} main.ts`);
    }
    return { registryUrl: settings.registryUrl ?? registryUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Throws every problem of every part's environment at once, before the database or a part starts. */
async function checkEnvironments(
  addresses: Omit<Addresses, "databaseUrl" | "registryDatabase">,
  settings: StackSettings,
): Promise<void> {
  const databaseUrl = settings.databaseUrl === null ? "postgres://the-embedded-one" : null;
  const problems = new Set<string>();
  for (const part of planParts({ ...addresses, databaseUrl }).flat())
    await part.check(partEnvironment(part, settings)).catch((error: unknown) => {
      if (!(error instanceof EnvironmentError)) throw error;
      problems.add(error.message);
    });
  if (problems.size > 0) throw new Error([...problems].join("\n"));
}

/** Your own Postgres as it is configured, or the embedded one with the registry's own roles. */
async function databasesFor(
  settings: StackSettings,
  say: (message: string) => void,
  started: (() => Promise<void>)[],
): Promise<Pick<Addresses, "databaseUrl" | "registryDatabase">> {
  if (settings.databaseUrl !== null) return { databaseUrl: null };
  const postgres = await startPostgres({ folder: `${settings.dataFolder}/postgres`, onProgress: say });
  started.push(() => postgres.stop());
  return { databaseUrl: postgres.url, registryDatabase: await postgres.registryRoles() };
}

/** There is one instance of each part and no load balancer, and a person waits after Ctrl-C. */
const endsSoon = { DRAWBRIDGE_LISTEN_ON_SECONDS: "0", DRAWBRIDGE_DRAIN_SECONDS: "5" };

const partEnvironment = ({ variables, defaults }: PartPlan, settings: StackSettings): NodeJS.ProcessEnv =>
  environmentOf(
    { variables, defaults: { DRAWBRIDGE_LOG_LEVEL: "warn", ...endsSoon, ...defaults } },
    settings.variables,
  );

async function startPart(
  part: PartPlan,
  settings: StackSettings,
  say: (message: string) => void,
): Promise<() => Promise<void>> {
  const environment = partEnvironment(part, settings);
  if (settings.isolate) {
    const child = supervise(part.name, part.main.pathname, environment, say);
    return () => child.close();
  }
  const running = await part.start(environment);
  return () => running.close();
}

/** Waits for all, so that nothing starts after a failure was cleaned up. Then throws the first failure, if there is one. */
async function allOrFirstFailure(work: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) {
    if (outcome.status === "rejected") throw outcome.reason;
  }
}

/**
 * Ends everything in reverse order of start. A second call waits for the first. A failure of one part does not stop the
 * others from ending.
 */
function closeOnce(started: (() => Promise<void>)[]): () => Promise<void> {
  let closing: Promise<void> | null = null;
  return () => {
    closing ??= (async () => {
      for (let end = started.pop(); end !== undefined; end = started.pop()) {
        await end().catch((error) => process.stderr.write(`While stopping: ${String(error)}\n`));
      }
    })();
    return closing;
  };
}
