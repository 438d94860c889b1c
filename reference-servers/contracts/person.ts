/**
 * Who a token's person is, as one id. It is the same at the edge, in every server, at the registry and in approvals, for
 * every client that the token was issued to. The id comes from one claim, which the registry's operator names
 * (DRAWBRIDGE_USER_CLAIM); every other part learns it from the registry. Pure.
 *
 * Claims hold what a provider or a person typed, so an id is canonical: white space at its ends is removed, it is in
 * Unicode form NFC, and it is in lower case where the claim is a sign-in name or an e-mail address. Other claims keep
 * their case: OpenID Connect Core 1.0 §2 compares `sub` case-sensitively, so two letter cases may be two people, and
 * folding them would let one act as the other. Where it must be certain that two ids are two people, `maybeSamePerson`
 * decides.
 */
import { z } from "zod";

/** The claim that identifies people. */
export const PersonRule = z.object({
  /** The name of a claim at the top level of access tokens, for example `oid`, `employee_id` or `email`. */
  claim: z.string().min(1).max(100),
  /**
   * Whether the operator named the claim. If not, `sub` counts as one person's id only where the provider says that its
   * subjects are public.
   */
  named: z.boolean(),
  /** Put before each id, so that people of two identity providers never have the same one. Left out: nothing. */
  prefix: z.string().min(1).max(50).optional(),
});
export type PersonRule = z.infer<typeof PersonRule>;

export const defaultPersonRule: PersonRule = { claim: "sub", named: false };

/**
 * Claims that hold what a person types to sign in. Providers and directories accept any letter case of it for the same
 * account.
 */
const signInNames = ["email", "upn", "preferred_username", "unique_name", "username", "user_name", "login", "mail"];

/** Maximum characters of an id. */
const maxIdLength = 200;

/** What no reader sees in a name: control, format, unpaired, private-use and ignorable characters, and line separators. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

export type ReadUser =
  | { readonly ok: true; readonly user: string }
  /** One sentence, without anything from the token. */
  | { readonly ok: false; readonly why: string };

/** The canonical id of the person whom these claims of a verified token name. */
export function userOf(claims: Readonly<Record<string, unknown>>, { claim, prefix = "" }: PersonRule): ReadUser {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  const no = (what: string): ReadUser => ({
    ok: false,
    why: `People are known here by the claim ${claim}, and ${what}. Ask the operator of the identity provider to put it into tokens of this application.`,
  });
  if (value === undefined || value === null) return no("your token has none");
  if (typeof value !== "string") return no("in your token it is not a text");
  // A person may set an address that is not theirs. The provider says here that it has not checked the address.
  if (claim === "email" && claims.email_verified === false) return no("your provider has not verified your address");
  const trimmed = value.normalize("NFC").trim();
  const id = signInNames.includes(claim) ? trimmed.toLowerCase().normalize("NFC") : trimmed;
  const user = id === "" ? "" : prefix + id;
  if (user === "") return no("in your token it is empty");
  if (user.length > maxIdLength) return no(`in your token it is longer than ${maxIdLength} characters`);
  if (unseen.test(user)) return no("in your token it holds invisible characters");
  return { ok: true, user };
}

/**
 * Whether two ids may belong to one person: they differ at most in letter case, in the Unicode form of a character, or in
 * white space and invisible characters. This is the safe question where two people must be separate: two people whose ids
 * look alike cannot be each other's second person, and one person who is written in two ways cannot be their own.
 */
export const maybeSamePerson = (one: string, other: string): boolean => likeness(one) === likeness(other);

const likeness = (id: string): string =>
  id
    .normalize("NFKC")
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKC")
    .replace(/[\s\p{C}\p{Default_Ignorable_Code_Point}]/gu, "");
