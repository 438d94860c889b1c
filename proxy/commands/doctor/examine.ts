/** Everything a call depends on, looked at in the order in which it depends on it. */
import { thisMachine } from "../../agents/machine.ts";
import type { BrokerStatus } from "../../contracts/control.ts";
import type { Home } from "../../files/home.ts";
import { readConfiguration } from "../../identity/configuration.ts";
import { fetchOver } from "../../network/fetch.ts";
import { HttpChannel } from "../../network/http-channel.ts";
import { Network } from "../../network/network.ts";
import { networkOf, settingsFrom } from "../../network/settings.ts";
import { lookAtAgents } from "./agents.ts";
import { judgeBinding, judgeBroker, judgeSecretStore, judgeSession } from "./broker.ts";
import { type Finding, problem } from "./finding.ts";
import { judgeHome, judgeNode, standingsOf } from "./machine.ts";
import { lookAround } from "./network.ts";
import { judgeAuthorities, judgeProxy } from "./route.ts";

export interface Examined {
  readonly home: Home;
  /** The status of the broker, which is started where none runs; or why there is none. */
  askBroker(): Promise<BrokerStatus | Error>;
  /** The registry to look at before the first sign-in. */
  readonly registry: string | null;
}

/** Never throws: what cannot be looked at is a finding. */
export async function examine({ home, askBroker, registry }: Examined): Promise<readonly Finding[]> {
  // Before the broker is asked, which would set a home right that it finds open.
  const standings = await standingsOf(home);
  const broker = await askBroker();
  // What cannot be read is as if it were not there: what is wrong with the home is a finding of its own.
  const known = (await readConfiguration(home).catch(() => null))?.registry ?? registry;
  return [
    judgeNode(process.versions.node),
    judgeHome(home.folder, standings, process.getuid?.() ?? null),
    judgeBroker(broker, home),
    ...(known === null ? [noRegistry] : await lookOut(home, known)),
    ...(broker instanceof Error ? [] : judgeSignIn(broker, home)),
    await lookAtAgents({ home, machine: thisMachine() }),
  ];
}

const judgeSignIn = (broker: BrokerStatus, home: Home): readonly Finding[] =>
  [judgeSession(broker), judgeSecretStore(broker, home), judgeBinding(broker)].filter((finding) => finding !== null);

const noRegistry = problem(
  "registry",
  "none is known yet",
  "Run `drawbridge login --registry URL` with your company's address.",
);

async function lookOut(home: Home, registry: string): Promise<readonly Finding[]> {
  const settings = await networkOf(home, process.env).catch(() => settingsFrom(process.env));
  const route = [judgeProxy(new URL(registry), settings, settingsFrom(process.env)), judgeAuthorities(settings)];
  const fetch = fetchOver(new HttpChannel(new Network(settings)));
  return withoutDoubles(route, await lookAround(registry, fetch, Date.now));
}

/** What was found on the way counts more than what was set for it. */
const withoutDoubles = (set: readonly Finding[], found: readonly Finding[]): readonly Finding[] => [
  ...set.filter(({ check, state }) => state === "problem" || found.every((each) => each.check !== check)),
  ...found.filter(({ check }) => set.every((each) => each.check !== check || each.state !== "problem")),
];
