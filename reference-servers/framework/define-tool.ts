/** One tool: its schemas, its policy, what it would do (plan), whose yes it needs (approve), and what it does (run). */
import type { Effect } from "@drawbridge/contracts/access";
import type { z } from "zod";
import type { Context } from "./context.ts";
import type { ApprovalNeed, Plan } from "./plan.ts";

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
  /** The list in the output that the size guard may shorten, and what the caller does to get the rest. */
  readonly shorten?: {
    readonly list: keyof z.output<Output> & string;
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
  | (Common<Input, Output, Services> & { readonly effect: Exclude<Effect, "destructive"> } & Partial<
        Gate<Input, Services>
      >);

/** A tool with its types folded away: what the framework runs. Inputs and outputs are parsed inside. */
export interface Tool<Services> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly effect: Effect;
  readonly minutesSaved: number;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  readonly authorize: string;
  readonly timeoutMs: number;
  /** Parses `raw` (throws ZodError), then plans; null where the tool has no plan. */
  plan(raw: unknown, context: Context<Services>): Promise<{ plan: Plan; need: ApprovalNeed } | null>;
  /** Parses `raw`, runs, and parses the outcome against the output schema. */
  run(raw: unknown, context: Context<Services>): Promise<Record<string, unknown>>;
  readonly shorten: { readonly list: string; readonly next: (output: Record<string, unknown>) => string } | null;
}
