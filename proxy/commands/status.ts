/** `drawbridge status`: who is signed in, to which registry, and where the session is kept. */

import { howToUpdate } from "@drawbridge/contracts/client-release";
import { withBroker } from "../client/with-broker.ts";
import type { BrokerStatus } from "../contracts/control.ts";
import { userText } from "../contracts/user-text.ts";
import type { Home } from "../files/home.ts";
import { laterBrokerNeeded } from "../identity/oldest-served.ts";
import { becauseRemoved } from "../kernel/errors.ts";
import { exitCode } from "../terminal/exit-code.ts";
import { resultJson } from "../terminal/terminal.ts";
import { type Command, readArguments } from "./command.ts";

export const status: Command = {
  usage: `status [--json] [--home FOLDER]

Exit code 3 where you are not signed in.`,

  async run(args, terminal) {
    const { home, json } = readArguments(args, {});
    const status = await withBroker(home, (broker) => broker.request("status"));
    if (json) resultJson(terminal, status);
    else for (const line of describeStatus(status, home)) terminal.result(line);
    return status.session === "signed-in" ? exitCode.ok : exitCode.notSignedIn;
  },
};

/** A status in lines for a person. */
export function describeStatus(status: BrokerStatus, home: Home): readonly string[] {
  const registry =
    status.registry === null ? "none yet" : `${status.registry}${status.online ? "" : " (cannot be reached now)"}`;
  const needed = laterBrokerNeeded(status, status.version);
  const bridges = status.bridges === 1 ? "1 agent connection" : `${status.bridges} agent connections`;
  return [
    sessionInWords(status),
    `Registry  ${registry}`,
    `Session   ${keptIn(status, home)}`,
    `Broker    ${status.version}, process ${status.pid}, ${bridges}`,
    ...(status.refusedStreams ?? []).map(refusedInWords),
    ...(needed === null
      ? []
      : [`Update    your registry serves only ${needed} and later, so nothing runs. ${howToUpdate}`]),
  ];
}

const refusedInWords = ({ server, since, why }: NonNullable<BrokerStatus["refusedStreams"]>[number]): string =>
  `Changes   ${server} has not reported changes since ${new Date(since).toLocaleTimeString()}: ${why}. Its tools are read again at least once a minute`;

function sessionInWords({ session, user, removedProvider }: BrokerStatus): string {
  const groups = user === null || user.groups.length === 0 ? "no group" : user.groups.join(", ");
  const who = user === null ? "" : ` as ${userText(user)} (${groups})`;
  if (session === "signed-in") return `Signed in${who}.`;
  const why = removedProvider === undefined ? "" : `: ${becauseRemoved(removedProvider)}`;
  if (session === "expired") return `The session${who} has ended${why}. Sign in again: \`drawbridge login\``;
  return "You are not signed in. Sign in: `drawbridge login`";
}

function keptIn({ session, secretStore, bound, accessUntil }: BrokerStatus, home: Home): string {
  if (session !== "signed-in") return "nothing is kept";
  const where =
    secretStore === "keyring" ? `${home.secretFile}, sealed by the system's keyring` : `${home.secretFile} (0600)`;
  return `in ${where}; ${bound === true ? "bound to a key; " : ""}${untilWhen(accessUntil)}`;
}

/**
 * Until when the access token is valid. Nothing else is known, because the provider does not say how long a refresh
 * token lives.
 */
function untilWhen(accessUntil: string | null): string {
  if (accessUntil === null) return "renewed by itself";
  return `renewed by itself, next before ${new Date(accessUntil).toLocaleTimeString()}`;
}
