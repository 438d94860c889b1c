/**
 * Calls of a modern host that a legacy upstream interrupts with a question. The host gets the question as the call's
 * result and answers by calling again, while the upstream's own call stays open and waits (patterns/mrtr).
 */
import { randomUUID } from "node:crypto";
import { isObject, type JsonObject, objectAt } from "../../kernel/json.ts";
import { type Question, questionToModern } from "../eras/questions.ts";
import type { OtherEra, Reply } from "./upstream.ts";

type Answer = Reply | OtherEra;

/** How long (ms) an upstream's call waits for its host to return with the answer. */
const questionTimeoutMs = 10 * 60_000;

/** The only key of `inputRequests`, because a legacy upstream asks one question at a time. */
const key = "question";

/** A question with the id under which the upstream expects its answer. */
export interface PendingQuestion extends Question {
  readonly id: unknown;
}

export class InterruptibleCall {
  readonly #controller = new AbortController();
  readonly #reply: Promise<Answer>;
  #questions: PendingQuestion[] = [];
  #question: PendingQuestion | null = null;
  #wake: () => void = () => {};

  constructor(run: (signal: AbortSignal, call: InterruptibleCall) => Promise<Answer>) {
    this.#reply = run(this.#controller.signal, this);
    this.#reply.catch(() => {});
  }

  ask(question: PendingQuestion): void {
    this.#questions.push(question);
    this.#wake();
  }

  end(): void {
    this.#controller.abort();
  }

  /** Calls `done` when the upstream's call has ended. */
  onDone(done: () => void): void {
    this.#reply.then(done, done);
  }

  /** The call's reply, or null if a question comes first. `signal` is that of the host's request that waits now. */
  async next(signal: AbortSignal): Promise<Answer | null> {
    const end = () => this.end();
    signal.addEventListener("abort", end, { once: true });
    try {
      if (this.#questions.length === 0) {
        const question = new Promise<null>((resolve) => {
          this.#wake = () => resolve(null);
        });
        const reply = await Promise.race([this.#reply, question]);
        if (reply) return this.#question ? withoutId(reply) : reply;
      }
      this.#question = this.#questions.shift() ?? null;
      return null;
    } finally {
      signal.removeEventListener("abort", end);
    }
  }

  /** The question as the result of the host's request. */
  asResult(state: string): Reply {
    const { method, params } = questionToModern(this.#question ?? nothing);
    return {
      kind: "result",
      result: { resultType: "input_required", inputRequests: { [key]: { method, params } }, requestState: state },
    };
  }

  /** The host's answer in the form that the upstream expects. A missing answer becomes an error, never a yes. */
  answer(responses: JsonObject): Buffer {
    const { id } = this.#question ?? nothing;
    const response = responses[key];
    const error = { code: -32600, message: "The client gave no answer." };
    return Buffer.from(
      JSON.stringify({ jsonrpc: "2.0", id, ...(isObject(response) ? { result: response } : { error }) }),
    );
  }
}

const nothing: PendingQuestion = { id: null, method: "", params: {} };

export class InterruptedCalls {
  readonly #waiting = new Map<string, InterruptibleCall>();
  readonly #running = new Set<InterruptibleCall>();

  begin(run: (signal: AbortSignal, call: InterruptibleCall) => Promise<Answer>): InterruptibleCall {
    const call = new InterruptibleCall(run);
    this.#running.add(call);
    call.onDone(() => this.#running.delete(call));
    return call;
  }

  /** The call that an unassigned question belongs to: the one that began last. */
  get latest(): InterruptibleCall | null {
    return [...this.#running].at(-1) ?? null;
  }

  /** The call that a host's request continues. Each state can be used once. */
  take(state: string): InterruptibleCall | null {
    const call = this.#waiting.get(state) ?? null;
    this.#waiting.delete(state);
    return call;
  }

  /** Waits for the call's reply or its next question. A question becomes the reply. */
  async outcome(call: InterruptibleCall, signal: AbortSignal): Promise<Answer> {
    const reply = await call.next(signal);
    if (reply) return reply;
    const state = randomUUID();
    this.#waiting.set(state, call);
    setTimeout(() => this.take(state)?.end(), questionTimeoutMs).unref();
    return call.asResult(state);
  }

  close(): void {
    for (const call of this.#waiting.values()) call.end();
    this.#waiting.clear();
  }
}

/** The reply without its id, because that is the first request's id and the host now waits for another one. */
export function withoutId<Whole extends Answer>(reply: Whole | Reply): Whole | Reply {
  if (reply.kind !== "message") return reply;
  const message: unknown = JSON.parse(Buffer.concat(reply.pieces).toString("utf8"));
  if (!isObject(message)) return reply;
  if (isObject(message.result)) return { kind: "result", result: message.result };
  return { kind: "error", error: objectAt(message, "error") };
}
