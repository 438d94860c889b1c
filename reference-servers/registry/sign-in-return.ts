/**
 * Judges one browser trip of an editor's sign-in (contracts/sign-in-return.ts). Anybody can send anybody a link to the
 * start, so nothing in it is believed: the browser goes only to the identity provider and back only to an editor on
 * the person's own machine, or at an origin that the operator named. Else a stranger's link would carry codes away.
 */
import { editorExtension, editorSchemes, ReturnedAnswers, signInReturn } from "@drawbridge/contracts/sign-in-return";
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

/** The trip that the start's query asks for; null where any of it leads elsewhere. */
export function readTrip(query: URLSearchParams, rules: ReturnRules): Trip | null {
  const trip = { to: query.get("to") ?? "", legs: query.getAll("leg"), answers: [] };
  return trip.legs.length > 0 && isPermitted(trip, rules) ? trip : null;
}

/** The trip as a browser brought it back; it may have been put there by another page. */
export function resumeTrip(cookie: string | undefined, rules: ReturnRules): Trip | null {
  try {
    const trip = Trip.parse(JSON.parse(Buffer.from(cookie ?? "", "base64url").toString("utf8")));
    return isPermitted(trip, rules) ? trip : null;
  } catch {
    return null;
  }
}

export const toCookie = (trip: Trip): string => Buffer.from(JSON.stringify(trip)).toString("base64url");

/** The address at the editor with everything that came back. */
export function arrivalOf({ to, answers }: Trip): string {
  const url = new URL(to);
  url.searchParams.set(signInReturn.answers, JSON.stringify(ReturnedAnswers.parse(answers)));
  return url.href;
}

const isPermitted = ({ to, legs }: Trip, rules: ReturnRules): boolean =>
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
