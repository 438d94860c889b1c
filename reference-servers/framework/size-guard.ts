/**
 * Keeps every result small enough that agents keep all of it: agents cut from 12,000 characters on, in the middle, and do
 * not say so to the model. The guard shortens the list in the output by whole entries, and the output says so:
 * `truncated` holds the reason, how many entries are shown, and what to do for the rest. Pure. The operator sets the
 * caps; a model cannot raise them.
 */
import { z } from "zod";
import { CallError } from "./errors.ts";
import type { Amount } from "./plan.ts";

/** The part of an output that says that its list was shortened: `truncated: Truncated.optional()`. */
export const Truncated = z.object({
  /** Why the list ends here. */
  reason: z.string(),
  /** Entries shown. */
  shown: z.number().int().min(0),
  /** What to do for the rest. */
  next: z.string(),
});
export type Truncated = z.infer<typeof Truncated>;

export interface ResultCaps {
  /** Entries of the list that a tool may shorten. */
  readonly rows: number;
  /** Characters of the result's JSON text. */
  readonly characters: number;
  /** Tokens of that text, as estimateTokens counts them. */
  readonly tokens: number;
}

/** The output of a tool, ready for the size guard. */
export interface Product {
  readonly output: Readonly<Record<string, unknown>>;
  /** Rows that were written or removed; null where the tool does not count them. */
  readonly changedRows: Amount | null;
  /** How to shorten the output; null where that is not possible. */
  readonly shorten: {
    readonly length: number;
    /** The output with the first `rows` entries of its list, and what the caller does to get the rest. */
    to(rows: number): { readonly output: Readonly<Record<string, unknown>>; readonly next: string };
  } | null;
}

/** What is sent: the output, and the same content as the JSON text that was checked against the caps. */
export interface Fitted {
  readonly output: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** No shortening makes the result fit. `message` says by how much it is over. */
export class TooLarge extends CallError<"too-large"> {
  override readonly name = "TooLarge";

  constructor(over: string) {
    super("too-large", `the result has ${over}`);
  }
}

/**
 * Shortens a product as little as the caps require. Throws TooLarge where one entry alone is over them, or an output
 * without a list.
 */
export function fitInto({ output, shorten }: Product, caps: ResultCaps): Fitted {
  const text = JSON.stringify(output);
  const over = overCaps(shorten?.length ?? 0, text, caps);
  if (over === null) return { output, text };
  if (shorten === null) throw new TooLarge(over);

  const reason = `${amount(shorten.length)} entries are more than one result holds (${allowance(caps)}).`;
  const best = largest(Math.min(shorten.length, caps.rows), (rows) => {
    const short = shorten.to(rows);
    const truncated: Truncated = { reason, shown: rows, next: short.next };
    const outcome = { ...short.output, truncated };
    const text = JSON.stringify(outcome);
    return overCaps(rows, text, caps) === null ? { output: outcome, text } : null;
  });
  if (best === null) throw new TooLarge(over);
  return best;
}

/**
 * Tokens in `text`, estimated. Each model has its own tokenizer, but the differences are small compared with the cap.
 * Against o200k the estimate is within a few percent for rows of numbers, dates and ids, and up to twice too high for
 * prose.
 */
export const estimateTokens = (text: string): number => text.match(tokenLike)?.length ?? 0;

/** Short runs of letters, of digits and of punctuation; in other scripts, each single character. */
const tokenLike = /[a-z]{1,5}|[A-Z]{1,3}|\d{1,3}|[!-/:-@[-`{-~]{1,2}|[^\p{ASCII}]/gu;

/** Which cap is exceeded, in words; null where none is. */
function overCaps(rows: number, text: string, caps: ResultCaps): string | null {
  if (rows > caps.rows) return `${amount(rows)} entries, and one result holds ${amount(caps.rows)}`;
  if (text.length > caps.characters) {
    return `${amount(text.length)} characters, and one result holds ${amount(caps.characters)}`;
  }
  const tokens = estimateTokens(text);
  return tokens > caps.tokens ? `about ${amount(tokens)} tokens, and one result holds ${amount(caps.tokens)}` : null;
}

const allowance = ({ rows, characters, tokens }: ResultCaps): string =>
  `${amount(rows)} entries, ${amount(characters)} characters, about ${amount(tokens)} tokens`;

const amount = (value: number): string => value.toLocaleString("en-US");

/** The outcome for the largest count from 1 to `most` that has one, by bisection; null where even 1 has none. */
function largest<Outcome>(most: number, attempt: (count: number) => Outcome | null): Outcome | null {
  let best: Outcome | null = null;
  for (let low = 1, high = most; low <= high; ) {
    const middle = Math.floor((low + high) / 2);
    const outcome = attempt(middle);
    if (outcome === null) high = middle - 1;
    else {
      best = outcome;
      low = middle + 1;
    }
  }
  return best;
}
