/**
 * Direction: messages of a modern upstream → a legacy host. Results pass unchanged, because an older result may hold
 * additional members.
 */
import { isObject, type JsonObject, objectAt, stringAt } from "../../kernel/json.ts";
import { canBeAsked, type Question } from "./questions.ts";

/** A question in a modern upstream's result. A legacy host gets it as a request. */
export interface KeyedQuestion extends Question {
  readonly key: string;
}

export interface InputRequired {
  readonly questions: readonly KeyedQuestion[];
  readonly state: string | undefined;
}

/** Reads an `input_required` result; null if it is not one. */
export function readInputRequired(message: JsonObject): InputRequired | null {
  const result = objectAt(message, "result");
  if (result.resultType !== "input_required") return null;
  const questions = Object.entries(objectAt(result, "inputRequests")).flatMap(([key, question]) => {
    const method = isObject(question) ? stringAt(question, "method") : undefined;
    return isObject(question) && method !== undefined ? [{ key, method, params: objectAt(question, "params") }] : [];
  });
  return { questions, state: stringAt(result, "requestState") };
}

/** The first question that the host does not support; null if it supports all of them. */
export const unanswerable = (questions: readonly KeyedQuestion[], capabilities: JsonObject): KeyedQuestion | null =>
  questions.find((question) => !canBeAsked(question, capabilities)) ?? null;

/**
 * The capability that the host would have to declare, from -32021 (MissingRequiredClientCapability); null for another
 * error.
 */
export function missingCapability(error: JsonObject): string | null {
  if (error.code !== -32021) return null;
  const required = Object.entries(objectAt(objectAt(error, "data"), "requiredCapabilities"));
  return required.map(([name, modes]) => [name, ...Object.keys(isObject(modes) ? modes : {})].join(" ")).join(", ");
}

/** The same request with a new id, the host's answers and the upstream's own state (patterns/mrtr). */
export function retried(message: JsonObject, id: string, answers: JsonObject, state: string | undefined): JsonObject {
  const params = { ...objectAt(message, "params"), inputResponses: answers };
  return { ...message, id, params: state === undefined ? params : { ...params, requestState: state } };
}
