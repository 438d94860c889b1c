/** One tool: its schemas, its policy, what it would do (plan), whose yes it needs (approve), and what it does (run). */
import type { Effect } from "@drawbridge/contracts/access";
import type { z } from "zod";
import type { Context } from "./context.ts";
import { InvalidInput, InvalidOutput } from "./errors.ts";
import { compactJsonSchema, type ObjectSchema } from "./json-schema.ts";
import type { ApprovalNeed, Plan } from "./plan.ts";
import { Truncated } from "./size-guard.ts";

/** The fields of an output that hold lists. */
type ListOf<Output> = {
  [Field in keyof Output & string]: NonNullable<Output[Field]> extends readonly unknown[] ? Field : never;
}[keyof Output & string];

interface Common<Input extends z.ZodObject, Output extends z.ZodObject, Services> {
  /** [a-z0-9_]: agents rewrite anything else. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What a call saves the person, in minutes; summed up by the registry. */
  readonly minutesSaved: number;
  readonly input: Input;
  readonly output: Output;
  /** The named Cedar policy that decides who may call it. */
  readonly authorize: string;
  /** Milliseconds before the call is ended and its signal aborted; default 45,000 (the shortest agent waits 60,000). */
  readonly timeoutMs?: number;
  /**
   * The list in the output that the size guard may shorten, and what the caller does to get the rest, told from the
   * shortened output. The output then carries `truncated` (see Truncated), in its schema too.
   */
  readonly shorten?: {
    readonly list: ListOf<z.output<Output>>;
    readonly next: (output: z.output<Output>) => string;
  };
  run(input: z.output<Input>, context: Context<Services>): Promise<z.input<Output>>;
}

interface Gate<Input extends z.ZodObject, Services> {
  plan(input: z.output<Input>, context: Context<Services>): Promise<Plan>;
  approve(plan: Plan, context: Context<Services>): ApprovalNeed;
}

/** A tool that destroys must say what it would do and whose yes it needs: leaving either out does not compile. */
export type ToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject, Services> =
  | (Common<Input, Output, Services> & { readonly effect: "destructive" } & Gate<Input, Services>)
  | (Common<Input, Output, Services> & { readonly effect: Exclude<Effect, "destructive"> } & (
        | Gate<Input, Services>
        | { readonly plan?: never; readonly approve?: never }
      ));

/** What a tool gave back, ready for the size guard. */
export interface Product {
  readonly output: Readonly<Record<string, unknown>>;
  /** How the output gets shorter; null where it cannot. */
  readonly shorten: {
    readonly length: number;
    /** The output with the first `shown` entries of its list, and what the caller does to get the rest. */
    to(shown: number): { readonly output: Readonly<Record<string, unknown>>; readonly next: string };
  } | null;
}

/** A tool with its types folded away: what the framework runs. Inputs and outputs are parsed inside. */
export interface Tool<Services> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly effect: Effect;
  readonly minutesSaved: number;
  readonly inputSchema: ObjectSchema;
  readonly outputSchema: ObjectSchema;
  readonly authorize: string;
  readonly timeoutMs: number;
  /** Judges `raw` arguments (throws InvalidInput) and gives the call that follows from them. */
  readonly prepare: (raw: unknown) => PreparedCall<Services>;
}

/** One call whose arguments are good. */
export interface PreparedCall<Services> {
  /** What it would do and whose yes that needs; null where the tool makes no plan. */
  readonly plan: ((context: Context<Services>) => Promise<{ plan: Plan; need: ApprovalNeed }>) | null;
  /** Does it, and parses what came of it (throws InvalidOutput). */
  readonly run: (context: Context<Services>) => Promise<Product>;
}

/** Agents wait 60 s at the least; our own clear answer must come before theirs. */
const defaultTimeoutMs = 45_000;

/**
 * Checks a tool's definition and folds its types away. `Services` is inferred from the annotation of `context` in the
 * first function that takes one (`context: Context<PrestoServices>`); leave it out where the tool needs none.
 * Throws on a name that agents would rewrite, on a `shorten.list` that is no list of the output, and on a schema that
 * cannot be told to clients.
 */
export function defineTool<const Input extends z.ZodObject, const Output extends z.ZodObject, Services = unknown>(
  definition: ToolDefinition<Input, Output, Services>,
): Tool<Services> {
  const { name, title, description, effect, minutesSaved, authorize, timeoutMs = defaultTimeoutMs } = definition;
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new TypeError(`Tool "${name}": use only a-z, 0-9 and _ in its name.`);
  const { plan, approve, shorten } = definition;
  const output = shorten === undefined ? definition.output : shortenable(name, definition.output, shorten.list);

  return {
    name,
    title,
    description,
    effect,
    minutesSaved,
    authorize,
    timeoutMs,
    inputSchema: compactJsonSchema(definition.input, "input"),
    outputSchema: compactJsonSchema(output, "output"),
    prepare(raw) {
      const parsed = definition.input.safeParse(raw ?? {});
      if (!parsed.success) throw new InvalidInput(parsed.error);
      const input = parsed.data;
      return {
        plan:
          plan === undefined
            ? null
            : async (context) => {
                const made = await plan(input, context);
                return { plan: made, need: approve(made, context) };
              },
        async run(context) {
          const judged = definition.output.safeParse(await definition.run(input, context));
          if (!judged.success) throw new InvalidOutput(judged.error);
          return { output: judged.data, shorten: shorten === undefined ? null : shortening(judged.data, shorten) };
        },
      };
    },
  };
}

/** The output schema of a tool whose list may be shortened: with `truncated`, unless its author put it there already. */
function shortenable(tool: string, output: z.ZodObject, list: string): z.ZodObject {
  if (!Object.hasOwn(output.shape, list))
    throw new TypeError(`Tool "${tool}": its output has no "${list}" to shorten.`);
  return Object.hasOwn(output.shape, "truncated") ? output : output.extend({ truncated: Truncated.optional() });
}

function shortening<Output extends z.ZodObject>(
  output: z.output<Output>,
  { list, next }: NonNullable<Common<z.ZodObject, Output, unknown>["shorten"]>,
): Product["shorten"] {
  const entries: unknown = output[list];
  if (!Array.isArray(entries)) return null;
  return {
    length: entries.length,
    to(shown) {
      const short = { ...output, [list]: entries.slice(0, shown) };
      return { output: short, next: next(short) };
    },
  };
}
