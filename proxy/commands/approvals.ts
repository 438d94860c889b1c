/**
 * `drawbridge approvals`: the requests that wait for a person's approval, and the page where it is given. It decides
 * nothing itself.
 */

import type { ApprovalScope } from "@drawbridge/contracts/approvals";
import { formatAct, objectFirst } from "@drawbridge/contracts/approvals/act-text";
import { formatCountdown } from "@drawbridge/contracts/approvals/countdown";
import { formatDecision, formatFate, formatNeed, formatState } from "@drawbridge/contracts/approvals/format";
import { plainText } from "@drawbridge/contracts/approvals/surface";
import { personText } from "@drawbridge/contracts/display-name";
import { oneLine } from "@drawbridge/contracts/visible-text";
import type { BrokerClient } from "../client/broker-client.ts";
import { withBroker } from "../client/with-broker.ts";
import type { ApprovalList, LocalApproval } from "../contracts/control.ts";
import { notSignedIn, sessionExpired } from "../kernel/errors.ts";
import { openBrowser } from "../terminal/browser.ts";
import { exitCode } from "../terminal/exit-code.ts";
import { CommandFailure, usageFailure } from "../terminal/failure.ts";
import { table } from "../terminal/table.ts";
import { json as jsonOf, resultJson, type Terminal } from "../terminal/terminal.ts";
import { type Command, readArguments } from "./command.ts";

export const approvals: Command = {
  usage: `approvals [--watch] [--json] [--home FOLDER]
       drawbridge approvals show ID [--json] [--home FOLDER]
       drawbridge approvals open [ID] [--home FOLDER]

  --watch  then a line for each change, until Ctrl-C; with --json one JSON document a line
  show     prints one request whole: statement, tables as they are now, the difference of a definition
  open     opens the inbox, or one request, in your browser

Lists what waits for a decision and what was decided recently. A person decides in the browser or in VS Code: no
program on this machine can.`,

  async run(args, terminal) {
    const { options, positionals, home, json } = readArguments(args, { watch: { type: "boolean" } }, [], true);
    const [action, id, ...rest] = positionals;
    if ((action !== undefined && action !== "open" && action !== "show") || rest.length > 0)
      throw usageFailure(`Unexpected argument: ${rest[0] ?? action}`);
    if (action === "show" && id === undefined) throw usageFailure("approvals show needs the id of a request.");
    await withBroker(home, async (broker) => {
      const { registry } = await signedIn(broker);
      if (action === "show" && id !== undefined) {
        const { approval } = await requestNamed(broker, id);
        if (json) return resultJson(terminal, approval);
        return terminal.result(
          (await import("./approvals/describe-request.ts")).describeRequest(approval, terminal.columns),
        );
      }
      if (action === "open") return openPage(await addressOf(broker, registry, id), terminal);
      const watch = options.watch === true;
      if (watch) broker.onEvent((event) => event.event === "approvals" && sayChanges(event.changed, json, terminal));
      const list = await broker.request("approvals", { folders: [] });
      if (json) watch ? terminal.result(jsonOf(list)) : resultJson(terminal, list);
      else terminal.result(describeApprovals(list, Date.now()));
      if (list.stale) terminal.note("The registry cannot be reached now: this is what it said last.");
      if (watch) await broker.closed;
    });
    return exitCode.ok;
  },
};

async function signedIn(broker: BrokerClient): Promise<{ readonly registry: string }> {
  const { session, registry, removedProvider } = await broker.request("status");
  if (session === "expired") throw sessionExpired(removedProvider);
  if (session === "signed-out" || registry === null) throw notSignedIn();
  return { registry };
}

/**
 * The address of the inbox, or of one request's page. It comes from the registry, never from what a server called its
 * link.
 */
async function addressOf(broker: BrokerClient, registry: string, id: string | undefined): Promise<URL> {
  if (id === undefined) return new URL(`${registry}/approvals`);
  return new URL((await requestNamed(broker, id)).approval.link);
}

/** The request whose id begins with `id`, or whose link this is. Throws CommandFailure if there is none. */
async function requestNamed(broker: BrokerClient, id: string): Promise<LocalApproval> {
  const { approvals: localApprovals } = await broker.request("approvals", { folders: [] });
  const match = localApprovals.find(({ approval }) => approval.view.id.startsWith(id.slice(id.lastIndexOf("/") + 1)));
  if (match) return match;
  throw new CommandFailure("bad-request", `There is no request ${oneLine(id)}. \`drawbridge approvals\` lists them.`);
}

function openPage(address: URL, terminal: Terminal): void {
  terminal.result(address.href);
  openBrowser(address, () => terminal.note("No browser could be opened here: open the address above yourself."));
}

function sayChanges(changed: readonly LocalApproval[], json: boolean, terminal: Terminal): void {
  if (json) terminal.result(jsonOf({ changed }));
  else for (const each of changed) terminal.result(describeChange(each));
}

/** The table, newest first, then the standing approvals. `now` is in milliseconds since 1970. */
export function describeApprovals({ approvals: localApprovals, scopes }: ApprovalList, now: number): string {
  const rows = localApprovals.map((each) => {
    const { view, state, link } = each.approval;
    const timeLeft = state === "pending" ? formatCountdown(Date.parse(view.expiresAt) - now) : "";
    return [
      formatState(state, plainText),
      timeLeft,
      oneLine(objectFirst(view.plan), 60),
      view.server,
      oneLine(whoOf(each), 100),
      link,
    ];
  });
  const list =
    rows.length === 0
      ? "Nothing waits for a decision."
      : table(["STATE", "LEFT", "WHAT", "SERVER", "WHO", "DECIDE"], rows);
  return [list, ...scopes.map((scope) => describeScope(scope, now))].join("\n");
}

const whoOf = ({ approval: { view, names } }: LocalApproval): string =>
  [personText(view.user, names), view.agent, view.workspace].filter((part) => part !== null).join(" · ");

const describeScope = ({ server, tool, condition, expiresAt }: ApprovalScope, now: number): string =>
  `Standing approval: ${server} ${tool}, ${oneLine(condition)}, for another ${formatCountdown(Date.parse(expiresAt) - now)}.`;

/** A change in one line. */
export function describeChange({ approval, askers }: LocalApproval): string {
  const { view, state, decision, link } = approval;
  const what = `${formatState(state, plainText)}  ${formatAct(view.plan, plainText)} on ${view.server}`;
  if (state === "pending") {
    const waiting = askers.some((asker) => asker.waiting) ? ", its agent waits" : "";
    return `${what} needs ${formatNeed(approval, plainText)}${waiting}: ${link}`;
  }
  if (state === "rejected")
    return `${what}. ${formatDecision(approval, plainText)} The reason: ${oneLine(decision?.reason ?? "")}`;
  return `${what}. ${formatFate(approval, plainText)}`;
}
