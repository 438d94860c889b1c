/** How the registry reads the caller's token: by the names of its claims, without the token. */
import type { TokenReading } from "@drawbridge/contracts/identity-provider/token-reading";
import { BrokerClient } from "../../client/broker-client.ts";
import type { Home } from "../../files/home.ts";
import { ProxyError } from "../../kernel/errors.ts";
import { failureOf } from "../../terminal/failure.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

/** Null if no user is signed in, or the broker or the registry is older than the question. */
export async function askToken(home: Home): Promise<TokenReading | Error | null> {
  const broker = await BrokerClient.find(home).catch(() => null);
  if (broker === null) return null;
  try {
    return await askReading(broker);
  } finally {
    broker.close();
  }
}

/** The same, of a broker that is connected. */
export async function askReading(broker: Pick<BrokerClient, "request">): Promise<TokenReading | Error | null> {
  try {
    return (await broker.request("myToken")).reading;
  } catch (error) {
    return error instanceof ProxyError && error.code === "not-allowed" ? failureOf(error) : null;
  }
}

const inWords: Readonly<Record<string, string>> = {
  "claims.audience": "audience",
  "claims.client": "application",
  "claims.user": "you",
  "claims.groups": "groups",
  "claims.displayName": "display name",
};

export function judgeToken(reading: TokenReading | Error): Finding {
  if (reading instanceof Error)
    return problem("claims", reading.message, "Show this to the operator of Drawbridge at your company.");
  const { claims, issuer, groups } = reading;
  const named = claims.map(
    ({ setting, claim, found, lookedUp }) =>
      `${inWords[setting] ?? setting} from ${claim}${lookedUp ? " (looked up)" : found ? "" : " (missing)"}`,
  );
  const summary = `a token of ${issuer}: ${named.join(", ")}`;
  if (groups.length > 0) return ok("claims", `${summary}; policies see you in ${listed(groups)}`);
  const ofGroups = claims.find(({ setting }) => setting === "claims.groups");
  const why = ofGroups?.lookedUp
    ? "No group of the look-up counts: it found none, or the setting groupNames leaves them out"
    : ofGroups?.found === false
      ? `The token has no claim ${ofGroups.claim}`
      : "No group of the token counts: it names none, or the setting groupNames leaves them out";
  return note(
    "claims",
    summary,
    `${why}, so you are in no group here. If servers are missing, show this to the operator of Drawbridge at your company.`,
  );
}

/** A person may be in thousands of groups. */
const maxListedGroups = 10;

const listed = (groups: readonly string[]): string => {
  const more = groups.length - maxListedGroups;
  return `${groups.slice(0, maxListedGroups).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
};
