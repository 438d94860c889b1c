/**
 * The way back from the identity provider to an editor that no loopback port reaches (a remote, a browser): the
 * registry's own https address, which a company registers once for both clients, hands the answers on to the editor.
 *   GET /sign-in/start?trip=<AskedTrip>   the browser begins here
 *   GET /sign-in/back                     the redirect URI of every leg
 * The editor's callback then gets `answers`: what came back of each leg, in their order, as the queries they came in.
 * Codes pass through the browser alone, and are worth nothing without the verifiers that the editor keeps (RFC 7636).
 * Both parameters are base64url of JSON: editors decode and encode addresses on their way, and those letters survive it.
 */
import { z } from "zod";

export const signInReturn = { start: "/sign-in/start", back: "/sign-in/back" } as const;
export const returnParameters = { trip: "trip", answers: "answers" } as const;

/** `to` is the editor's callback, `legs` the authorization URLs to visit in this order. */
export const AskedTrip = z.object({ to: z.url(), legs: z.array(z.url()).min(1).max(2) });
export type AskedTrip = z.infer<typeof AskedTrip>;

export const ReturnedAnswers = z.array(z.string()).min(1).max(2);
export type ReturnedAnswers = z.infer<typeof ReturnedAnswers>;

export const toParameter = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Null for what is missing, damaged, or not of `schema`. */
export function fromParameter<T>(text: string | null | undefined, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(Buffer.from(text ?? "", "base64url").toString("utf8")));
  } catch {
    return null;
  }
}
