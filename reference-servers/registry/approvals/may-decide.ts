/** Who sees a request, and who decides it. Pure; groups are those of the token in hand, now. */
import type { ApprovalRecord } from "./record.ts";

/** A signed-in person and the OAuth client they act through. */
export interface Person {
  readonly user: string;
  readonly groups: readonly string[];
  readonly client: string;
}

type Asked = Pick<ApprovalRecord, "user" | "server" | "view">;

export interface MayDecide {
  readonly allowed: boolean;
  /** One sentence, to the person. */
  readonly reason: string;
}

/** May they decide it, were it pending: the caller for themselves, or another person of the approver groups. */
export function mayDecide({ user, server, view }: Asked, person: Person, approvers: readonly string[]): MayDecide {
  const own = person.user === user;
  if (view.need === "caller") {
    if (own) return { allowed: true, reason: "It is your own call." };
    return { allowed: false, reason: `Only ${user} may decide this: it is their own call.` };
  }
  const who = `a member of ${groupsInWords(approvers)}`;
  if (own) return { allowed: false, reason: `This needs a second person: you asked for it, so ${who} must decide.` };
  if (!isApprover(person, approvers))
    return { allowed: false, reason: `You are not ${who}, the approvers of ${server}.` };
  return { allowed: true, reason: `You are ${who}, and it is not your own call.` };
}

/** The caller sees their own; a second person those that they could be asked about. */
export const maySee = ({ user, view }: Asked, person: Person, approvers: readonly string[]): boolean =>
  person.user === user || (view.need === "second-person" && isApprover(person, approvers));

const isApprover = ({ groups }: Person, approvers: readonly string[]): boolean =>
  groups.some((group) => approvers.includes(group));

const groupsInWords = (groups: readonly string[]): string => (groups.length === 0 ? "no group" : groups.join(" or "));
