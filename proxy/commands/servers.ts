/**
 * `drawbridge servers`: which servers there are, whether they run, and whether the user may use them. For a refusal it
 * shows the policy and whom to ask.
 */
import { denialSentence } from "@drawbridge/contracts/access";
import { plainText } from "@drawbridge/contracts/approvals/surface";
import { formatDeprecation } from "@drawbridge/contracts/deprecation";
import type { BrokerClient } from "../client/broker-client.ts";
import { withBroker } from "../client/with-broker.ts";
import type { BrokerStatus, Catalogue } from "../contracts/control.ts";
import { notSignedIn, sessionExpired } from "../kernel/errors.ts";
import { exitCode } from "../terminal/exit-code.ts";
import { table } from "../terminal/table.ts";
import { resultJson } from "../terminal/terminal.ts";
import { type Command, readArguments } from "./command.ts";

export const servers: Command = {
  usage: "servers [--json] [--home FOLDER]",

  async run(args, terminal) {
    const { home, json } = readArguments(args, {});
    const catalogue = await withBroker(home, catalogueOf);
    if (json) resultJson(terminal, catalogue);
    else {
      terminal.result(describeCatalogue(catalogue));
      if (catalogue.stale) terminal.note(staleness(catalogue));
    }
    return exitCode.ok;
  },
};

/**
 * The catalogue of the signed-in user. Throws `not-signed-in` or `session-expired`, because a list without a user would
 * be misleading.
 */
export async function catalogueOf(broker: BrokerClient): Promise<Catalogue> {
  requireSession(await broker.request("status"));
  const catalogue = await broker.request("servers");
  // The broker may have found out by this question that the session has ended.
  if (catalogue.stale) requireSession(await broker.request("status"));
  return catalogue;
}

function requireSession({ session, removedProvider }: BrokerStatus): void {
  if (session === "signed-out") throw notSignedIn();
  if (session === "expired") throw sessionExpired(removedProvider);
}

/** The table, then a sentence for each server that is deprecated or that the user may not use. */
export function describeCatalogue({ servers: catalogueServers }: Catalogue): string {
  if (catalogueServers.length === 0) return "Your registry lists no server for you.";
  const rows = catalogueServers.map(({ name, status, environment, access, title }) => [
    name,
    status,
    environment,
    access.allowed ? "allowed" : `not allowed (${access.policy})`,
    title,
  ]);
  const refusals = catalogueServers.filter(({ access }) => !access.allowed).map(({ access }) => denialSentence(access));
  const deprecations = catalogueServers.flatMap(({ name, access, deprecated }) =>
    deprecated === undefined || !access.allowed ? [] : [`${name}: ${formatDeprecation(deprecated, plainText)}`],
  );
  return [table(["NAME", "STATUS", "ENVIRONMENT", "ACCESS", "TITLE"], rows), ...deprecations, ...refusals].join("\n");
}

const staleness = ({ asOf }: Catalogue): string =>
  `The registry cannot be reached now: this is ${asOf === null ? "an empty list" : `what it said at ${new Date(asOf).toLocaleString()}`}. \`drawbridge doctor\` looks closer.`;
