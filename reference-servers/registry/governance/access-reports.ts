/**
 * "This should work" and "request access": what a person sends to the owner of a server, once a day for a server or tool, and
 * what the owner decides. A yes changes who reaches the server, as far as the approved policy admits it; for the rest it
 * says which review is needed.
 */
import type { NewAccessReport, ReportReceipt } from "@drawbridge/contracts/governance/access-reports";
import { isOwner, type Roles, rolesOf } from "@drawbridge/contracts/governance/roles";
import type { Principal } from "@drawbridge/contracts/identity";
import { maybeSamePerson } from "@drawbridge/contracts/person";
import { askOf } from "@drawbridge/hosted/access-policy";
import { compileToolPolicies } from "@drawbridge/hosted/tool-policy";
import type { Person } from "../approvals/may-decide.ts";
import { appendAudit } from "../audit/append.ts";
import type { Database } from "../database.ts";
import { Refused } from "../refusal.ts";
import type { RegistrySettings } from "../settings.ts";
import { type Entry, entry, type Governed } from "../store.ts";
import { type Granting, grantingOf, principalOf } from "./grant-access.ts";
import { dayOf } from "./policy-store.ts";
import { type AccessReport, closeReport, findReport, keepReport, openReports, reportsOf } from "./report-store.ts";
import { findVersion } from "./version-store.ts";
import type { WhyQuestions } from "./why-questions.ts";

export type ReportDecision = "yes" | "no";

export type Settled =
  | { readonly ok: true; readonly outcome: string }
  | { readonly ok: false; readonly message: string };

export interface AccessReports {
  /** Throws Refused, as the answer to "why" does; and where the person may use it already. */
  file(person: Principal & { readonly claim: string }, report: NewAccessReport): Promise<ReportReceipt>;
  /** The open reports that the person answers, as an owner or operator; and those that they sent. */
  of(person: Person): Promise<{ readonly toAnswer: readonly AccessReport[]; readonly own: readonly AccessReport[] }>;
  /** Null if there is no such open report for this person to answer. */
  decide(person: Person, id: string, decision: ReportDecision): Promise<Settled | null>;
}

export interface ReportParts extends Governed {
  readonly why: WhyQuestions;
  readonly roles: Roles;
}

export function accessReports(
  { environment }: Pick<RegistrySettings, "environment">,
  { database, standings, why, roles }: ReportParts,
  now: () => Date,
): AccessReports {
  const answers = async ({ groups }: Pick<Person, "groups">, server: string): Promise<boolean> => {
    const stored = await entry({ database, standings }, server);
    if (stored === null) return false;
    return rolesOf(groups, roles).operator || isOwner(groups, await ownersOf(database, stored));
  };
  const granting = (stored: Entry, { answer, tool }: AccessReport): Granting => {
    const view = { principal: principalOf(answer), environment, authorizerOf: compileToolPolicies };
    return grantingOf({ entry: stored, tool: tool === "" ? null : tool, view, operators: roles.operators });
  };

  return {
    async file(person, { kind, server, tool, note }) {
      const answer = await why.answer(person, { server, tool });
      if (answer.allowed)
        throw new Refused(409, "bad-request", `You may use ${tool ?? server} now, so nothing was sent. Try it again.`);
      const stored = await entry({ database, standings }, server);
      const owner = stored === null ? server : askOf(stored.manifest);
      const at = now();
      const sent = await keepReport(database, {
        ...{ kind, server, tool: tool ?? "", user: person.user, claim: person.claim, at, day: dayOf(at) },
        ...{ note: note.trim(), answer },
      });
      return {
        sent,
        message: sent
          ? `Sent to the owner, ${owner}, with this answer. They see it at /why/requests of the registry.`
          : `You told the owner, ${owner}, today already, so nothing more was sent.`,
      };
    },
    async of(person) {
      const open = await openReports(database);
      const servers = [...new Set(open.map(({ server }) => server))];
      const mine = new Set<string>();
      for (const server of servers) if (await answers(person, server)) mine.add(server);
      return {
        toAnswer: open.filter(({ server }) => mine.has(server)),
        own: await reportsOf(database, { user: person.user, claim: person.claim }),
      };
    },
    async decide(person, id, decision) {
      const report = await findReport(database, id);
      if (report === null || report.state !== "open" || !(await answers(person, report.server))) return null;
      const refusal = selfRefusal(report, person);
      if (refusal !== null) return { ok: false, message: refusal };
      return database.transaction().execute(async (transaction) => {
        const locked = await findReport(transaction, id, true);
        await lockAccess(transaction, report.server);
        const stored = await entry({ database: transaction, standings }, report.server);
        if (locked?.state !== "open" || stored === null)
          return { ok: false, message: "Another person has answered it meanwhile. Nothing was done." };
        const by = { user: person.user, claim: person.claim };
        const at = now();
        if (decision === "no") {
          const outcome = `${person.user} said no.`;
          await closeReport(transaction, id, { state: "declined", by, at, outcome });
          return { ok: true, outcome };
        }
        const grant = granting(stored, locked);
        if (!grant.gives) {
          const outcome = `The owner's yes is not enough: the approved policy does not give it. ${grant.needs}`;
          await closeReport(transaction, id, { state: "needs-review", by, at, outcome });
          return { ok: true, outcome };
        }
        const outcome = await admit(transaction, stored, grant, { report: id, ...by, at });
        await closeReport(transaction, id, { state: "granted", by, at, outcome });
        return { ok: true, outcome };
      });
    },
  };
}

/** Two owners may answer two requests for one server at the same moment, and neither yes may take the other back. */
const lockAccess = (transaction: Database, server: string): Promise<unknown> =>
  transaction.selectFrom("server_access").select("server").where("server", "=", server).forUpdate().execute();

/** After an approval, the owners are those of the approved version: a later announcement names no others. */
async function ownersOf(database: Database, { manifest, standing }: Entry): Promise<readonly string[]> {
  if (standing === null) return manifest.owners ?? [];
  return (await findVersion(database, manifest.name, standing.version))?.manifest.owners ?? [];
}

/** No person answers their own request. */
function selfRefusal({ user, claim }: AccessReport, person: Person): string | null {
  if (claim !== person.claim || !person.certain)
    return "It is not certain here that you are another person than the one who asks, so another owner answers.";
  return user === person.user || maybeSamePerson(user, person.user)
    ? "You sent it yourself, so another owner answers."
    : null;
}

/** Writes who reaches the server from now on, with the person in the audit. */
async function admit(
  transaction: Database,
  { manifest: { name } }: Entry,
  { coarse, groups }: Extract<Granting, { gives: true }>,
  { report, user, claim, at }: { report: string; user: string; claim: string; at: Date },
): Promise<string> {
  if (groups.length === 0) return "It works by now: nothing had to be changed.";
  await transaction
    .updateTable("server_access")
    .set({ coarse: JSON.stringify(coarse), decided_by: "operator", decided_at: at })
    .where("server", "=", name)
    .execute();
  await appendAudit(
    transaction,
    [{ kind: "access-changed", body: { server: name, access: coarse, by: user, claim, report } }],
    at,
  );
  return `${user} admitted ${groups.join(", ")}, as the approved policy does.`;
}
