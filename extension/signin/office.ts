/** What signing in needs, put together when somebody first signs in: nothing of it is loaded before. */
import { type ApproverParts, ApproverSession } from "./approver-session.ts";
import { AwaitedTrips } from "./awaited-trip.ts";
import { SignIn, type SignInParts } from "./sign-in.ts";

export interface Office {
  readonly signIn: SignIn;
  readonly trips: AwaitedTrips;
  readonly approver: ApproverSession;
}

export function openOffice(parts: ApproverParts & Pick<SignInParts, "handToBroker">): Office {
  const { handToBroker } = parts;
  const trips = new AwaitedTrips(parts.secrets, parts.now);
  const approver = new ApproverSession(parts);
  return { trips, approver, signIn: new SignIn({ trips, approver, handToBroker }) };
}
