/** Who watches, and what each watcher gets: every change of the requests that they may see, as they see it. */
import type { Approval, ApprovalScope } from "@drawbridge/contracts/approvals";
import type { Secret } from "@drawbridge/contracts/secret";
import type { FollowedSignOuts } from "@drawbridge/hosted/followed-sign-outs";
import type { Logger } from "pino";
import type { Database } from "../database.ts";
import type { PeopleNames } from "../people/display-names.ts";
import type { RowSeals } from "../row-seals.ts";
import type { Deciding } from "../settings.ts";
import { approvalOf, peopleOf } from "./approval-record.ts";
import { approversOf } from "./approvers.ts";
import { type Change, listenForChanges } from "./change-notifications.ts";
import { isOwn, maySee, type Person } from "./may-decide.ts";
import { findScope } from "./scopes.ts";
import { asOf } from "./server-approvals.ts";
import { findApproval } from "./store.ts";

export interface Watcher {
  readonly person: Person;
  approval(approval: Approval): void;
  scope(scope: ApprovalScope): void;
  /**
   * The watcher may have missed a change, or the registry closes. The watcher then reads everything again, from another
   * registry or later.
   */
  over(): void;
}

export interface Watch {
  /** Returns a function that stops the watching; null if the registry cannot hear changes at this moment. */
  join(watcher: Watcher): (() => void) | null;
  close(): Promise<void>;
}

/** Watches from now on, until it is closed. */
export async function watchApprovals(
  database: Database,
  settings: {
    readonly url: string;
    readonly databaseUrl: Secret;
    readonly seals: RowSeals;
    readonly deciding: Deciding;
    readonly now: () => Date;
    readonly names: PeopleNames;
    readonly signOuts: Pick<FollowedSignOuts, "watch">;
  },
  log: Logger,
): Promise<Watch> {
  const watchers = new Set<Watcher>();
  const over = (): void => {
    for (const watcher of [...watchers]) watcher.over();
    watchers.clear();
  };

  const sendApproval = async (id: string): Promise<void> => {
    const approval = await findApproval(database, id);
    if (approval === null) return;
    const record = asOf(approval, settings.now(), settings.seals);
    const approvers = await approversOf({ database, seals: settings.seals }, record.server);
    const [names] = await settings.names.namesIn([peopleOf(record)]);
    for (const watcher of watchers) {
      if (maySee(record, watcher.person, approvers))
        watcher.approval(approvalOf(record, watcher.person, approvers, settings, names));
    }
  };
  const sendScope = async (id: string): Promise<void> => {
    const owned = await findScope({ database, seals: settings.seals }, id);
    if (owned === null) return;
    const { scope, claim } = owned;
    for (const watcher of watchers) if (isOwn({ user: scope.user, claim }, watcher.person)) watcher.scope(scope);
  };
  // One after another, so that a watcher gets two changes of one request in their order.
  let sending = Promise.resolve();
  const send = ({ kind, id }: Change): void => {
    if (watchers.size === 0) return;
    sending = sending
      .then(() => (kind === "approval" ? sendApproval(id) : sendScope(id)))
      .catch((error: Error) => {
        log.warn({ reason: error.message }, "a change could not be sent to the open streams");
        over();
      });
  };
  const changes = listenForChanges(settings.databaseUrl, log, { onChange: send, onLost: over });
  await changes.tried;

  return {
    join(watcher) {
      if (!changes.hears()) return null;
      watchers.add(watcher);
      const { signIn } = watcher.person;
      const unwatch = signIn === undefined ? null : settings.signOuts.watch(signIn, watcher.over);
      return () => {
        watchers.delete(watcher);
        unwatch?.();
      };
    },
    async close() {
      over();
      await changes.close();
      await sending;
    },
  };
}
