/** Who sees a request, and who decides it. Pure. Groups are those of the current token. */
import { maybeSamePerson } from "@drawbridge/contracts/person";
import type { SignIn } from "@drawbridge/contracts/sign-outs";
import type { ApprovalRecord } from "./approval-record.ts";
import type { Presence } from "./presence.ts";

/** The person whom the identity provider's token names. */
export interface Identified {
  /** The canonical id (contracts/person.ts), and the claim that it comes from. */
  readonly user: string;
  readonly claim: string;
  /** Whether the id is the same in the tokens of every client, so that two ids always mean two people. */
  readonly certain: boolean;
  readonly groups: readonly string[];
  /** A name for people to read; it decides nothing. Left out: the token has none. */
  readonly name?: string;
  /** What a sign-out at the provider ends the person's streams by. */
  readonly signIn?: SignIn;
}

/** A signed-in person and the client they act through. */
export interface Person extends Identified {
  readonly client: string;
  /** Null for a person who only reads, by the broker's token. */
  readonly presence: Presence | null;
}

type DecidableRequest = Pick<ApprovalRecord, "user" | "claim" | "server" | "view">;

export interface MayDecide {
  readonly allowed: boolean;
  /** One sentence, to the person. */
  readonly reason: string;
}

/**
 * Whether the person may decide the request if it is pending: the caller for their own, or another person of the
 * approver groups.
 */
export function mayDecide(request: DecidableRequest, person: Person, approvers: readonly string[]): MayDecide {
  const { user, server, view } = request;
  const own = isOwn(request, person);
  if (view.need === "caller") {
    if (own) return { allowed: true, reason: "It is your own call." };
    return { allowed: false, reason: `Only ${user} may decide this: it is their own call.` };
  }
  const who = `a member of ${groupsInWords(approvers)}`;
  if (own) return { allowed: false, reason: `This needs a second person: you asked for it, so ${who} must decide.` };
  if (!isApprover(person, approvers))
    return { allowed: false, reason: `You are not ${who}, the approvers of ${server}.` };
  const doubt = doubtOf(request, person);
  if (doubt !== null) return { allowed: false, reason: doubt };
  return { allowed: true, reason: `You are ${who}, and it is not your own call.` };
}

/** Callers see their own requests. A second person sees those that they could be asked to decide. */
export const maySee = (request: DecidableRequest, person: Person, approvers: readonly string[]): boolean =>
  isOwn(request, person) || (request.view.need === "second-person" && isApprover(person, approvers));

/** Whether the call is the person's own: equal ids of the same claim. */
export const isOwn = (
  { user, claim }: Pick<DecidableRequest, "user" | "claim">,
  person: Pick<Person, "user" | "claim">,
): boolean => person.user === user && person.claim === claim;

/** Why it is not certain that the two are different people; null if it is. */
function doubtOf({ user, claim }: DecidableRequest, person: Person): string | null {
  if (!person.certain)
    return "This needs a second person, and it is not certain here that you are another person: the identity provider may give one person a different sub in each application. Ask the operator of the registry to name a claim that is the same in all of them (DRAWBRIDGE_USER_CLAIM).";
  if (person.claim !== claim)
    return `This needs a second person, and you cannot be compared with who asked: that person is known by the claim ${claim}, and you by ${person.claim}. Have the agent ask again.`;
  if (maybeSamePerson(person.user, user))
    return `This needs a second person: your name differs from that of ${user}, who asked, in nothing but letter case or the form of its characters.`;
  return null;
}

const isApprover = ({ groups }: Person, approvers: readonly string[]): boolean =>
  groups.some((group) => approvers.includes(group));

const groupsInWords = (groups: readonly string[]): string => (groups.length === 0 ? "no group" : groups.join(" or "));
