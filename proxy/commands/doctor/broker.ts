/** What the broker reports: whether it runs, its version, and whether the session is valid. */

import { howToUpdate } from "@drawbridge/contracts/client-release";
import { isNewer } from "@drawbridge/contracts/version-order";
import { BrokerClient } from "../../client/broker-client.ts";
import type { BrokerStatus } from "../../contracts/control.ts";
import { userText } from "../../contracts/user-text.ts";
import type { Home } from "../../files/home.ts";
import { isDefaultHome } from "../../identity/keyring.ts";
import { laterBrokerNeeded } from "../../identity/oldest-served.ts";
import { version } from "../../kernel/version.ts";
import { failureOf } from "../../terminal/failure.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

/**
 * Asks the broker: the one that runs, of any version, or a new one. It reads the catalogue first, because only a token
 * that is used shows whether the session is still valid.
 */
export async function askBroker(home: Home): Promise<BrokerStatus | Error> {
  try {
    const broker = (await BrokerClient.find(home)) ?? (await BrokerClient.connect(home));
    try {
      if ((await broker.request("status")).session === "signed-in") await broker.request("servers");
      return await broker.request("status");
    } finally {
      broker.close();
    }
  } catch (error) {
    return failureOf(error);
  }
}

export function judgeBroker(answer: BrokerStatus | Error, home: Home): Finding {
  if (answer instanceof Error) return problem("broker", answer.message, `Look into ${home.brokerLog}.`);
  const summary = `${answer.version}, process ${answer.pid}, since ${new Date(answer.startedAt).toLocaleString()}`;
  if (answer.version === version) return ok("broker", summary);
  const next = isNewer(version, answer.version)
    ? "Run `drawbridge status`: the older broker then gives way to this version's, without losing a call."
    : "Update this program: agents already use the later version.";
  return problem("broker", `${summary}; this program is ${version}`, next);
}

/** Whether the registry still serves the broker; null if it does. */
export function judgeRelease(status: BrokerStatus): Finding | null {
  const needed = laterBrokerNeeded(status, status.version);
  if (needed === null) return null;
  return problem(
    "release",
    `${status.version}; your registry serves only ${needed} and later, so nothing runs`,
    howToUpdate,
  );
}

export function judgeSession({ session, user }: BrokerStatus): Finding {
  const who = user === null ? "a user" : userText(user);
  if (session === "signed-in") return ok("session", `signed in as ${who}`);
  if (session === "expired") return problem("session", `the one of ${who} has ended`, "Run `drawbridge login`.");
  return problem("session", "you are not signed in", "Run `drawbridge login`.");
}

/**
 * Reports a session that lies in a file, because an agent with a shell can read that file, as every program of the user
 * can.
 */
export function judgeSecretStore({ secretStore }: BrokerStatus, home: Home): Finding {
  if (secretStore === "keyring") return ok("secrets", "the session and its key are sealed by the system's keyring");
  const summary = `the session and its key lie in ${home.folder}, protected by their mode (0600) alone: an agent that has a shell can read them, as every program that runs as you`;
  const next = isDefaultHome(home)
    ? "No keyring of the system could be used. On Linux, a desktop's secret service has to be running and unlocked."
    : "A home that --home or DRAWBRIDGE_HOME names uses no keyring. Use the default home where agents have a shell.";
  return note("secrets", summary, next);
}

/** Whether a copied token could be used elsewhere; null if there is no token to copy. */
export function judgeBinding({ session, bound }: BrokerStatus): Finding | null {
  if (session !== "signed-in") return null;
  if (bound === true) return ok("tokens", "bound to a key (DPoP): a copied token is refused elsewhere");
  return note(
    "tokens",
    "not bound to a key: a copied one serves anyone until it expires",
    "Run `drawbridge login` once the identity provider binds tokens (DPoP, RFC 9449).",
  );
}

/** Servers that do not report changes of their tools just now; null if there is none. */
export function judgeStreams({ refusedStreams = [] }: BrokerStatus): Finding | null {
  if (refusedStreams.length === 0) return null;
  const servers = refusedStreams.map(({ server, since, why }) => `${server} since ${timeOf(since)} (${why})`);
  return note(
    "changes",
    `not reported by ${servers.join(", ")}`,
    "Agents hear of changed tools within a minute instead of at once. If it stays so, tell the owner of the server: DRAWBRIDGE_MAX_SUBSCRIPTIONS limits how many brokers it serves.",
  );
}

const timeOf = (since: string): string => new Date(since).toLocaleTimeString();
