/** `drawbridge audit`: verifies the registry's audit on this machine, and compares it with earlier verifications. */
import { resolve } from "node:path";
import { readAnchor, writeAnchor } from "../audit/anchor.ts";
import type { Break, Head } from "../audit/chain.ts";
import { keepVerifiedHead, verifiedHead } from "../audit/verified-heads.ts";
import { type Verified, verifyAudit } from "../audit/verify.ts";
import { withBroker } from "../client/with-broker.ts";
import { notSignedIn } from "../kernel/errors.ts";
import { exitCode } from "../terminal/exit-code.ts";
import { usageFailure } from "../terminal/failure.ts";
import { resultJson } from "../terminal/terminal.ts";
import { type Command, readArguments } from "./command.ts";

type Outcome = Verified & { readonly problems: readonly string[] };

export const audit: Command = {
  usage: `audit verify [--anchor FILE] [--json] [--home FOLDER]
       drawbridge audit export-anchor FILE [--json] [--home FOLDER]

verify reads the registry's whole audit, recomputes its chain here, and checks that each request lived as it can: that
every step may follow on the one before, and that the registry's rows, with their seals, are what the entries say.
It remembers how far the audit was whole, so that the next time tells a chain that was rewritten or cut off.
export-anchor verifies, then writes the number, hash and time of the last entry to FILE; keep it where the registry's
operators cannot write, and give it to verify with --anchor. Exit code 1 where it is not whole, 5 where you are no auditor.`,

  async run(args, terminal) {
    const { positionals, options, home, json } = readArguments(
      args,
      { anchor: { type: "string" } },
      ["action (verify or export-anchor)"],
      true,
    );
    const [action, file, ...rest] = positionals;
    if (action !== "verify" && action !== "export-anchor")
      throw usageFailure(`There is no audit ${action}; there are audit verify and audit export-anchor.`);
    if (action === "export-anchor" && file === undefined) throw usageFailure("The file for the anchor is missing.");
    if (rest.length > 0 || (action === "verify" && file !== undefined))
      throw usageFailure(`Unexpected argument: ${rest[0] ?? file}`);
    return withBroker(home, async (broker) => {
      const { registry } = await broker.request("status");
      if (registry === null) throw notSignedIn();
      const before = await verifiedHead(home, registry);
      const anchor = options.anchor === undefined ? null : await readAnchor(resolve(options.anchor), registry);
      const outcome = await verifyAudit(
        (after) => broker.request("audit", { after }),
        (after) => broker.request("auditedRows", { after }),
        [before, anchor].filter((head) => head !== null),
      );
      const { head, broken, problems } = outcome;
      const at = new Date().toISOString();
      if (broken === null) await keepVerifiedHead(home, registry, { ...head, verifiedAt: at });
      const intact = broken === null && problems.length === 0;
      if (intact && action === "export-anchor" && file !== undefined)
        await writeAnchor(resolve(file), { registry, ...head, at });
      if (json) resultJson(terminal, { registry, whole: intact, entries: head.seq, head: head.hash, broken, problems });
      else terminal.result(describe(registry, outcome, before));
      return intact ? exitCode.ok : exitCode.failed;
    });
  },
};

function describe(registry: string, { head, broken, problems }: Outcome, before: Head | null): string {
  const since = before === null ? "" : `; ${head.seq - before.seq} new since the last time`;
  if (broken === null && problems.length === 0)
    return `The audit of ${registry} is whole: ${head.seq} entries${since}. Its head is ${head.hash}`;
  const findings = [...(broken === null ? [] : [chainInWords(head, broken)]), ...problems];
  return `The audit of ${registry} is NOT whole: ${findings.join(";\n")}. Tell your security team, and keep this home as it is.`;
}

const chainInWords = (head: Head, { at, why }: Break): string =>
  `entry ${at} breaks the chain; ${why}. Entries 1 to ${head.seq} hold`;
