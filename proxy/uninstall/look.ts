/** Looks at what Drawbridge has on this machine. Changes nothing, and starts no broker. */
import type { Workplace } from "../agents/agent-discovery.ts";
import { tryConnect } from "../broker/ensure.ts";
import { BrokerClient } from "../client/broker-client.ts";
import type { Home } from "../files/home.ts";
import { hasSealingKey } from "../identity/keyring.ts";
import { agentRemovals } from "./agent-removals.ts";
import { homeContent } from "./home-content.ts";
import type { Facts } from "./plan.ts";

export async function lookForUninstall(workplace: Workplace): Promise<Facts> {
  const home = await homeContent(workplace.home);
  return {
    agents: await agentRemovals(workplace),
    broker: await runningBroker(workplace.home),
    signedIn: home.files.own.some((name) => /^(session|sender-key-.*)\.json$/.test(name)),
    keyring: await hasSealingKey(workplace.home),
    home,
  };
}

/** A broker that listens but gives no status still counts, because the uninstall must try to end it. */
async function runningBroker(home: Home): Promise<Facts["broker"]> {
  const connection = await tryConnect(home.endpoint).catch(() => null);
  if (connection === null) return null;
  connection.destroy();
  const client = await BrokerClient.find(home).catch(() => null);
  const status = await client?.request("status").catch(() => null);
  client?.close();
  return { bridges: status?.bridges ?? 0 };
}
