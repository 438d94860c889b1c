/**
 * A tool's own questions, by multi-round-trip requests (MCP 2026-07-28, SEP-2322). The first question without an answer
 * ends the run with a throw. The answers so far go to the client, sealed, and come back with the next answer.
 */
import { inputRequired, inputResponse } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Answer } from "../answers/answer.ts";
import type { Context, Elicited } from "../context.ts";

const GivenAnswer = z.object({ action: z.enum(["accept", "decline", "cancel"]), content: z.unknown() });

/** What a call of a tool that asks leaves with its client: the answers so far, and the key of the open question. */
export const AnswersState = z.object({ answers: z.record(z.string(), GivenAnswer), open: z.string() });
export type AnswersState = z.infer<typeof AnswersState>;

/** Ends a run whose question has no answer yet. A tool must not catch it. */
export class Asking extends Error {
  readonly state: AnswersState;
  readonly #question: string;
  readonly #schema: z.ZodObject;

  constructor(state: AnswersState, question: string, schema: z.ZodObject) {
    super("the tool waits for an answer");
    this.name = "Asking";
    this.state = state;
    this.#question = question;
    this.#schema = schema;
  }

  /** `sealed` is this question's state. */
  answer(sealed: string): Answer {
    const question = inputRequired.elicit({ message: this.#question, requestedSchema: this.#schema });
    return {
      outcome: "input-required",
      result: inputRequired({ inputRequests: { [this.state.open]: question }, requestState: sealed }),
    };
  }
}

/** What the client sent back. */
export interface Brought {
  readonly state: AnswersState | null;
  /** As received; this file checks it. */
  readonly responses: Record<string, unknown> | undefined;
}

/** `canAsk`: whether this client can be asked by a form. */
export function questions(canAsk: boolean, { state, responses }: Brought): Context["elicit"] {
  const answers = { ...state?.answers, ...newAnswer(state?.open, responses) };
  return async (key, message, schema) => {
    if (!canAsk) return { kind: "unsupported" };
    return read(answers[key], schema) ?? reask();

    function reask(): never {
      const { [key]: _, ...others } = answers;
      throw new Asking({ answers: others, open: key }, message, schema);
    }
  };
}

/** Only the open question can be answered. The answers to the others are in the sealed state. */
function newAnswer(open: string | undefined, responses: Brought["responses"]): AnswersState["answers"] {
  if (open === undefined) return {};
  const view = inputResponse(responses, open);
  return view.kind === "elicit" ? { [open]: { action: view.action, content: view.content } } : {};
}

/** Null where there is no answer, or where the schema refuses it: then the question is asked again. */
function read<Schema extends z.ZodObject>(
  answer: z.infer<typeof GivenAnswer> | undefined,
  schema: Schema,
): Elicited<z.output<Schema>> | null {
  if (answer === undefined) return null;
  if (answer.action === "decline") return { kind: "declined" };
  if (answer.action === "cancel") return { kind: "cancelled" };
  const parsed = schema.safeParse(answer.content);
  return parsed.success ? { kind: "answered", answer: parsed.data } : null;
}
