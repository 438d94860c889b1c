/**
 * What an operator provides when the claim that identifies people changes: which id of the old claim is which id of the
 * new one. `platform/map-people.ts` reads it from a file, and applies it once, however often it is run.
 */
import { z } from "zod";
import { PersonRule, userOf } from "./person.ts";
import { StorableText } from "./storable-schema.ts";

const Id = StorableText.min(1).max(200);

export const PeopleMapping = z
  .object({
    /** The claims before and after, as DRAWBRIDGE_USER_CLAIM names them. */
    from: PersonRule.shape.claim,
    to: PersonRule.shape.claim,
    /** Pairs of an old id, as it is stored, and the new one. Two old ids may be one person. */
    people: z
      .array(z.tuple([Id, Id]))
      .min(1)
      .max(1_000_000),
  })
  .check((context) => {
    const { from, to, people } = context.value;
    const no = (message: string): void =>
      void context.issues.push({ code: "custom", message, input: context.value, path: ["people"] });
    // Equal names would make a second run map again what the first one has mapped.
    if (from === to) no("the claims before and after are the same");
    const claims = new Map<string, string>();
    for (const [index, [before, after]] of people.entries()) {
      if ((claims.get(before) ?? after) !== after) no(`pair ${index}: its old id has two new ones`);
      claims.set(before, after);
      const read = userOf({ [to]: after }, { claim: to, named: true });
      if (!read.ok || read.user !== after)
        no(`pair ${index}: its new id is not as tokens will give it, see docs/people.md`);
    }
  });
export type PeopleMapping = z.infer<typeof PeopleMapping>;
