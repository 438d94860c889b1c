/** One tool: its schemas, its policy, what it would do (plan), whose approval it needs (approve), and what it does (run). */
import type { Effect } from "@drawbridge/contracts/access";
import { digestOf } from "@drawbridge/contracts/digest";
import { isVisible, spelledOut } from "@drawbridge/contracts/visible-text";
import type { z } from "zod";
import type { Context } from "./context.ts";
import { compactJsonSchema, type ObjectSchema } from "./json-schema.ts";
import type { Amount, ApprovalNeed, BoundPlan, Plan, TableSample } from "./plan.ts";
import { InvalidInput, InvalidOutput } from "./schema-errors.ts";
import { type Product, Truncated } from "./size-guard.ts";

/** The fields of an output that hold lists. */
type ListOf<Output> = {
  [Field in keyof Output & string]: NonNullable<Output[Field]> extends readonly unknown[] ? Field : never;
}[keyof Output & string];

interface Common<Input extends z.ZodObject, Output extends z.ZodObject, Services, Prepared> {
  /** [a-z0-9_]: agents rewrite every other character. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The minutes that a call saves the person. The registry sums them up. */
  readonly minutesSaved: number;
  readonly input: Input;
  readonly output: Output;
  /**
   * The output quotes texts that others wrote (logs, names, records), so every character in it that a reader would not
   * see is written as in `\u{202e}`. Left out where values must stay exactly as they are.
   */
  readonly quotesOthers?: true;
  /**
   * The tag of the instance that holds what the input names (`instanceTag` of `open`'s place is in each handle); null where
   * the input names nothing of the kind. A call that arrives at another instance is passed on to that one. Left out: any
   * instance can answer.
   */
  readonly heldBy?: (input: z.output<Input>) => string | null;
  /** The named Cedar policy that decides who may call it. */
  readonly authorize: string;
  /**
   * Milliseconds until the call is ended and its signal aborted; default 45,000 (the agent with the shortest limit waits
   * 60,000).
   */
  readonly timeoutMs?: number;
  /**
   * The list in the output that the size guard may shorten, and what the caller does to get the rest, made from the
   * shortened output. The output then has `truncated` (see Truncated), and so has its schema.
   */
  readonly shorten?: {
    readonly list: ListOf<z.output<Output>>;
    readonly next: (output: z.output<Output>) => string;
  };
  /**
   * Does it. A tool with a plan runs its latest plan: `prepared` belongs to the plan that was compared with the approved
   * one just before.
   */
  run(input: z.output<Input>, context: Context<Services>, prepared: Prepared): Promise<z.input<Output>>;
}

/** What a tool makes from a call before it runs. */
export interface Planned<Prepared> {
  /** What a person sees, and what an approval is bound to. */
  readonly plan: BoundPlan;
  /** What the plan was made from, for `approve` and `run` of the same call. It never leaves the server's memory. */
  readonly prepared: Prepared;
  /**
   * Reads a few rows of what the call changes, with the rights of the call's user. It is called only where a person is
   * asked. That user alone sees the rows, never another person who decides, and they are not stored after the decision.
   * Null where there is nothing to show.
   */
  readonly sample?: () => Promise<TableSample | null>;
}

/** A tool that says what a call would do, and whose approval that needs. */
interface Gated<Input extends z.ZodObject, Output extends z.ZodObject, Services, Prepared> {
  /**
   * What the call would do. Changes nothing. It may be called several times for one call; each time it plans from the
   * current state.
   */
  plan(input: z.output<Input>, context: Context<Services>): Promise<Planned<Prepared>>;
  /** Whose approval the plan needs. Pure. */
  approve(plan: Plan, context: Context<Services>, prepared: Prepared): ApprovalNeed;
  /**
   * How an approved run ended whose outcome was not recorded, from the handle that it noted (`context.note`); null where
   * it noted nothing. Left out, the outcome cannot be known. What it throws counts as "unknown".
   */
  readonly settle?: Settle<Services>;
  /** Rows that the run wrote or removed, from its output. The person who approved it learns that number. */
  readonly changedRows?: (output: z.output<Output>) => Amount;
}

interface Free {
  readonly plan?: never;
  readonly approve?: never;
  readonly settle?: never;
  readonly changedRows?: never;
}

/** How a run ended, by the handle that it noted: asked where no outcome was recorded. */
export type Settle<Services> = (
  handle: string | null,
  by: { readonly services: Services; readonly signal: AbortSignal },
) => Promise<"succeeded" | "failed" | "running" | "unknown">;

/**
 * A tool that destroys must say what it would do and whose approval it needs: a definition without either does not
 * compile.
 */
export type ToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject, Services, Prepared> =
  | (Common<Input, Output, Services, Prepared> & { readonly effect: "destructive" } & Gated<
        Input,
        Output,
        Services,
        Prepared
      >)
  | (Common<Input, Output, Services, Prepared> & { readonly effect: Exclude<Effect, "destructive"> } & (
        | Gated<Input, Output, Services, Prepared>
        | (unknown extends Prepared ? Free : never)
      ));

/** A tool without its type parameters: what the framework runs. Inputs and outputs are parsed inside. */
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
  /** Parses `raw` arguments (throws InvalidInput) and returns the call that follows from them. */
  readonly prepare: (raw: unknown) => PreparedCall<Services>;
  readonly settle: Settle<Services> | undefined;
  /** The tag of the instance that holds what these raw arguments name; null where any instance can answer. */
  readonly heldBy: (raw: unknown) => string | null;
}

/** One call with valid arguments: it plans before it runs, or it only runs. */
export type PreparedCall<Services> = {
  /** The digest of the arguments as the input schema parsed them: what an approval of the call is bound to. */
  readonly digest: () => string;
} & (
  | { readonly plan: (context: Context<Services>) => Promise<PlannedCall<Services>>; readonly run: null }
  | { readonly plan: null; readonly run: Run<Services> }
);

/** What a call would do, whose approval that needs, and the run of exactly this plan. */
export interface PlannedCall<Services> {
  readonly plan: BoundPlan;
  readonly need: ApprovalNeed;
  readonly sample: () => Promise<TableSample | null>;
  readonly run: Run<Services>;
}

/** Does it, and parses the result (throws InvalidOutput). */
type Run<Services> = (context: Context<Services>) => Promise<Product>;

/** Agents wait at least 60 s. Our own clear answer must come before their timeout. */
const defaultTimeoutMs = 45_000;

/**
 * Checks a tool's definition and removes its type parameters. `Services` is inferred from the annotation of `context` in
 * the first function that takes one (`context: Context<PrestoServices>`); leave it out where the tool needs none. Throws
 * for a name that agents would rewrite, for a `shorten.list` that is not a list of the output, for a schema that cannot
 * be sent to clients, and for arguments that no approval could be bound to.
 */
export function defineTool<
  const Input extends z.ZodObject,
  const Output extends z.ZodObject,
  Services = unknown,
  Prepared = unknown,
>(definition: ToolDefinition<Input, Output, Services, Prepared>): Tool<Services>;
export function defineTool<const Input extends z.ZodObject, const Output extends z.ZodObject, Services>(
  definition: ToolDefinition<Input, Output, Services, unknown>, // The signature above checks it; here it is only passed on.
): Tool<Services> {
  const { name, title, description, effect, minutesSaved, authorize, timeoutMs = defaultTimeoutMs } = definition;
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new TypeError(`Tool "${name}": use only a-z, 0-9 and _ in its name.`);
  const { settle, shorten, changedRows, quotesOthers } = definition;
  if (!isVisible(title) || !isVisible(description, "block"))
    throw new TypeError(`Tool "${name}": its title or description holds an invisible character.`);
  if (definition.plan !== undefined) mustBeJson(name, definition.input);
  const output = shorten === undefined ? definition.output : shortenable(name, definition.output, shorten.list);

  const judged = (raw: z.input<Output>): Product => {
    const parsed = definition.output.safeParse(raw);
    if (!parsed.success) throw new InvalidOutput(parsed.error);
    const safeOutput = quotesOthers === true ? spelledOutIn(parsed.data) : parsed.data;
    return {
      output: safeOutput,
      changedRows: changedRows?.(parsed.data) ?? null,
      shorten: shorten === undefined ? null : shortening(safeOutput, shorten),
    };
  };

  return {
    name,
    title,
    description,
    effect,
    minutesSaved,
    authorize,
    timeoutMs,
    settle,
    heldBy(raw) {
      if (definition.heldBy === undefined) return null;
      const parsed = definition.input.safeParse(raw ?? {});
      return parsed.success ? definition.heldBy(parsed.data) : null;
    },
    inputSchema: compactJsonSchema(definition.input, "input"),
    outputSchema: compactJsonSchema(output, "output"),
    prepare(raw) {
      const parsed = definition.input.safeParse(raw ?? {});
      if (!parsed.success) throw new InvalidInput(parsed.error);
      const input = parsed.data;
      const digest = () => digestOf(input);
      if (definition.plan === undefined) {
        return { digest, plan: null, run: async (context) => judged(await definition.run(input, context, undefined)) };
      }
      const { plan, approve } = definition;
      return {
        digest,
        run: null,
        async plan(context) {
          const planned = await plan(input, context);
          return {
            plan: { ...planned.plan, text: planned.plan.text ?? argumentsOf(input) },
            need: approve(planned.plan, context, planned.prepared),
            sample: planned.sample ?? (async () => null),
            run: async (running) => judged(await definition.run(input, running, planned.prepared)),
          };
        },
      };
    },
  };
}

/** A JSON value in which the invisible characters of each text are spelled out. */
const spelledOutIn = <Value>(value: Value): Value =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) => (typeof part === "string" ? spelledOut(part, "block") : part)),
  );

/** What a person reads where the plan has no text of its own: all arguments, as the schema parsed them. */
const argumentsOf = (input: unknown): Plan["text"] => ({ language: "json", content: JSON.stringify(input, null, 2) });

/** What a schema makes from arguments must be JSON again: the digest would lose the content of a Date or a Map. */
function mustBeJson(tool: string, input: z.ZodObject): void {
  try {
    compactJsonSchema(input, "output");
  } catch (cause) {
    throw new TypeError(`Tool "${tool}": its parsed arguments must be JSON, for approvals are bound to them.`, {
      cause,
    });
  }
}

/** The output schema of a tool whose list may be shortened: with `truncated`, unless its author already put it there. */
function shortenable(tool: string, output: z.ZodObject, list: string): z.ZodObject {
  if (!Object.hasOwn(output.shape, list))
    throw new TypeError(`Tool "${tool}": its output has no "${list}" to shorten.`);
  return Object.hasOwn(output.shape, "truncated") ? output : output.extend({ truncated: Truncated.optional() });
}

function shortening<Output extends z.ZodObject>(
  output: z.output<Output>,
  { list, next }: NonNullable<Common<z.ZodObject, Output, unknown, unknown>["shorten"]>,
): Product["shorten"] {
  const entries: unknown = output[list];
  if (!Array.isArray(entries)) return null;
  return {
    length: entries.length,
    to(rows) {
      const short = { ...output, [list]: entries.slice(0, rows) };
      return { output: short, next: next(short) };
    },
  };
}
