/** Examines everything that a call depends on, in the order of these dependencies. */
import type { TokenReading } from "@drawbridge/contracts/identity-provider/token-reading";
import { thisMachine } from "../../agents/machine.ts";
import type { BrokerStatus } from "../../contracts/control.ts";
import type { Home } from "../../files/home.ts";
import { readConfiguration } from "../../identity/configuration.ts";
import { fetchOver } from "../../network/fetch.ts";
import { HttpChannel } from "../../network/http-channel.ts";
import { Network } from "../../network/network.ts";
import { networkOf, settingsFrom, unreadableProxies } from "../../network/settings.ts";
import { lookAtAgents } from "./agents.ts";
import { judgeBinding, judgeBroker, judgeRelease, judgeSecretStore, judgeSession, judgeStreams } from "./broker.ts";
import { type Finding, problem } from "./finding.ts";
import { judgeHome, judgeNode, standingsOf } from "./machine.ts";
import { lookAround } from "./network.ts";
import { judgeAuthorities, judgeProxy } from "./route.ts";
import { judgeToken } from "./token.ts";

export interface Examined {
  readonly home: Home;
  /** The status of the broker, which is started if none runs; or the error that says why there is none. */
  askBroker(): Promise<BrokerStatus | Error>;
  /** How the registry reads the user's token; null if that is not known. */
  askToken(): Promise<TokenReading | Error | null>;
  /** The registry to examine before the first sign-in. */
  readonly registry: string | null;
}

/** Never throws: if something cannot be examined, that is a finding. */
export async function examine({ home, askBroker, askToken, registry }: Examined): Promise<readonly Finding[]> {
  // Look at the home before the broker starts, because the broker corrects a home that others may enter.
  const standings = await standingsOf(home);
  const broker = await askBroker();
  const token = broker instanceof Error || broker.session !== "signed-in" ? null : await askToken();
  // A configuration that cannot be read counts as missing. What is wrong with the home is a finding of its own.
  const registryUrl = (await readConfiguration(home).catch(() => null))?.registry ?? registry;
  return [
    judgeNode(process.versions.node),
    judgeHome(home.folder, standings, process.getuid?.() ?? null),
    judgeBroker(broker, home),
    ...(registryUrl === null ? [noRegistry] : await lookOut(home, registryUrl)),
    ...(broker instanceof Error ? [] : judgeSignIn(broker, home)),
    ...(token === null ? [] : [judgeToken(token)]),
    await lookAtAgents({ home, machine: thisMachine() }),
  ];
}

const judgeSignIn = (broker: BrokerStatus, home: Home): readonly Finding[] =>
  [
    judgeRelease(broker),
    judgeSession(broker),
    judgeSecretStore(broker, home),
    judgeBinding(broker),
    judgeStreams(broker),
  ].filter((finding) => finding !== null);

const noRegistry = problem(
  "registry",
  "none is known yet",
  "Run `drawbridge login --registry URL` with your company's address.",
);

async function lookOut(home: Home, registry: string): Promise<readonly Finding[]> {
  const settings = await networkOf(home, process.env).catch(() => settingsFrom(process.env));
  const route = [
    judgeProxy(new URL(registry), settings, settingsFrom(process.env), unreadableProxies(process.env)),
    judgeAuthorities(settings),
  ];
  const fetch = fetchOver(new HttpChannel(new Network(settings)));
  return withoutDoubles(route, await lookAround(registry, fetch, Date.now));
}

/**
 * If both lists have a finding of the same check, the observed one counts, unless the one about the settings is a
 * problem.
 */
const withoutDoubles = (set: readonly Finding[], findings: readonly Finding[]): readonly Finding[] => [
  ...set.filter(({ check, state }) => state === "problem" || findings.every((each) => each.check !== check)),
  ...findings.filter(({ check }) => set.every((each) => each.check !== check || each.state !== "problem")),
];
