/** What the broker says: whether it lives, of which version it is, and how the session stands. */
import type { BrokerStatus } from "../../contracts/control.ts";
import type { Home } from "../../home.ts";
import { isDefaultHome } from "../../identity/keyring.ts";
import { version } from "../../version.ts";
import { failureOf } from "../failure.ts";
import { withBroker } from "../with-broker.ts";
import { type Finding, note, ok, problem } from "./finding.ts";

/** Asks the broker, which is started where none runs. */
export async function askBroker(home: Home): Promise<BrokerStatus | Error> {
  try {
    return await withBroker(home, (broker) => broker.status());
  } catch (error) {
    return failureOf(error);
  }
}

export function judgeBroker(answer: BrokerStatus | Error, home: Home): Finding {
  if (answer instanceof Error) return problem("broker", answer.message, `Look into ${home.brokerLog}.`);
  const found = `${answer.version}, process ${answer.pid}, since ${new Date(answer.startedAt).toLocaleString()}`;
  if (answer.version === version) return ok("broker", found);
  return problem(
    "broker",
    `${found}; this program is ${version}`,
    "Run `drawbridge broker --stop`: the next use starts the new one.",
  );
}

export function judgeSession({ session, user }: BrokerStatus): Finding {
  const who = user === null ? "somebody" : user.name;
  if (session === "signed-in") return ok("session", `signed in as ${who}`);
  if (session === "expired") return problem("session", `the one of ${who} has ended`, "Run `drawbridge login`.");
  return problem("session", "nobody is signed in", "Run `drawbridge login`.");
}

export function judgeSecretStore({ secretStore }: BrokerStatus, home: Home): Finding {
  if (secretStore === "keyring") return ok("secrets", "the session is sealed by the system's keyring");
  const found = `the session lies in ${home.secretFile}, protected by its mode (0600) alone`;
  if (!isDefaultHome(home)) return ok("secrets", found);
  return note(
    "secrets",
    found,
    "No keyring of the system could be used. On Linux, a desktop's secret service has to be running and unlocked.",
  );
}
