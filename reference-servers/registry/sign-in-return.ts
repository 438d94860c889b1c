/**
 * Judges one browser trip of an editor's sign-in (contracts/sign-in-return.ts). Anybody can send anybody a link to the
 * start, so nothing in it is believed: the browser goes only to the identity provider and back only to an editor on
 * the person's own machine, or at an origin that the operator named. Else a stranger's link would carry codes away.
 */
import { editorExtension, editorSchemes } from "@drawbridge/contracts/editor";
import {
  AskedTrip,
  fromParameter,
  ReturnedAnswers,
  returnParameters,
  toParameter,
} from "@drawbridge/contracts/sign-in-return";
import { z } from "zod";

/** What the browser carries between the legs. */
export const Trip = z.object({ to: z.url(), legs: z.array(z.url()).max(2), answers: z.array(z.string()).max(2) });
export type Trip = z.infer<typeof Trip>;

export interface ReturnRules {
  /** Where every leg comes back to. */
  readonly back: string;
  readonly authorizationEndpoint: string;
  readonly clientIds: readonly string[];
  /** Origins of editors in the browser, e.g. https://code.example.com. */
  readonly editorOrigins: readonly string[];
}

/** The trip that the start's parameter asks for; null where any of it leads elsewhere. */
export function readTrip(parameter: string | null, rules: ReturnRules): Trip | null {
  const asked = fromParameter(parameter, AskedTrip);
  return asked !== null && isPermitted(asked, rules) ? { ...asked, answers: [] } : null;
}

/** The trip as a browser brought it back; it may have been put there by another page. */
export function resumeTrip(cookie: string | undefined, rules: ReturnRules): Trip | null {
  const trip = fromParameter(cookie, Trip);
  return trip !== null && isPermitted(trip, rules) ? trip : null;
}

/** The address at the editor with everything that came back. */
export function arrivalOf({ to, answers }: Trip): string {
  const url = new URL(to);
  url.searchParams.set(returnParameters.answers, toParameter(ReturnedAnswers.parse(answers)));
  return url.href;
}

const isPermitted = ({ to, legs }: Pick<Trip, "to" | "legs">, rules: ReturnRules): boolean =>
  isEditor(to, rules) && legs.every((leg) => isLeg(leg, rules));

function isLeg(leg: string, { authorizationEndpoint, back, clientIds }: ReturnRules): boolean {
  if (!URL.canParse(leg)) return false;
  const url = new URL(leg);
  const endpoint = new URL(authorizationEndpoint);
  const asked = (name: string) => url.searchParams.getAll(name);
  return (
    url.origin === endpoint.origin &&
    url.pathname === endpoint.pathname &&
    asked("redirect_uri").join() === back &&
    clientIds.some((id) => asked("client_id").join() === id)
  );
}

const loopbackHosts = ["127.0.0.1", "localhost", "[::1]"];

function isEditor(to: string, { editorOrigins }: ReturnRules): boolean {
  if (!URL.canParse(to)) return false;
  const { protocol, hostname, host, origin } = new URL(to);
  if (protocol === "http:" || protocol === "https:")
    return loopbackHosts.includes(hostname) || editorOrigins.includes(origin);
  return editorSchemes.some((scheme) => protocol === `${scheme}:`) && host === editorExtension;
}
