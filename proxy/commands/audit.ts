/** `drawbridge audit verify`: recomputes the registry's chain on this machine, against what it was the last time. */
import { type Break, cutOff, followEntry, type Head, noEntry } from "../audit/chain.ts";
import { keepVerifiedHead, verifiedHead } from "../audit/heads.ts";
import { notSignedIn } from "../errors.ts";
import type { BrokerClient } from "./broker-client.ts";
import { type Command, readArguments } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { usageFailure } from "./failure.ts";
import { resultJson } from "./terminal.ts";
import { withBroker } from "./with-broker.ts";

export const audit: Command = {
  usage: `audit verify [--json] [--home FOLDER]

Reads the registry's whole audit and recomputes its chain here. Remembers how far it was whole, so that the next time
tells a chain that was rewritten or cut off. Exit code 1 where it is not whole, 5 where you are no auditor.`,

  async run(args, terminal) {
    const { positionals, home, json } = readArguments(args, {}, ["action (verify)"]);
    if (positionals[0] !== "verify") throw usageFailure(`There is no audit ${positionals[0]}; there is audit verify.`);
    return withBroker(home, async (broker) => {
      const { registry } = await broker.status();
      if (registry === null) throw notSignedIn();
      const before = await verifiedHead(home, registry);
      const { head, broken } = await verifyChain((after) => broker.audit(after), before);
      if (broken === null) await keepVerifiedHead(home, registry, { ...head, verifiedAt: new Date().toISOString() });
      if (json) resultJson(terminal, { registry, whole: broken === null, entries: head.seq, head: head.hash, broken });
      else terminal.result(describe(registry, head, broken, before));
      return broken === null ? exitCode.ok : exitCode.failed;
    });
  },
};

/** Follows the chain page by page from its first entry; stops where it breaks. */
export async function verifyChain(
  page: BrokerClient["audit"],
  remembered: Head | null,
): Promise<{ readonly head: Head; readonly broken: Break | null }> {
  let head = noEntry;
  for (;;) {
    const { entries, more } = await page(head.seq);
    for (const entry of entries) {
      const followed = followEntry(head, entry, remembered);
      if ("broken" in followed) return { head, broken: followed.broken };
      head = followed.head;
    }
    // A registry that promises more and gives none must not keep us here.
    if (!more || entries.length === 0) return { head, broken: cutOff(head, remembered) };
  }
}

function describe(registry: string, head: Head, broken: Break | null, before: Head | null): string {
  if (broken !== null)
    return `The audit of ${registry} is NOT whole: entry ${broken.at} breaks the chain; ${broken.why}. Entries 1 to ${head.seq} hold. Tell your security team, and keep this home as it is.`;
  const since = before === null ? "" : `; ${head.seq - before.seq} new since the last time`;
  return `The audit of ${registry} is whole: ${head.seq} entries${since}. Its head is ${head.hash}`;
}
