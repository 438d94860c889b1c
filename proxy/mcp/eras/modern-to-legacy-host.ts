/** Direction: what a modern upstream says → a legacy host. Results pass as they are: an older result may hold more members. */
import { isObject, type JsonObject, objectAt, stringAt } from "../json.ts";

/** A question that a modern upstream asks in its result, and a legacy host is asked as a request of its own. */
export interface Question {
  readonly key: string;
  readonly method: string;
  readonly params: JsonObject;
}

/** Which of the host's capabilities allows a question. */
const capabilityFor: Readonly<Record<string, string>> = {
  "elicitation/create": "elicitation",
  "sampling/createMessage": "sampling",
  "roots/list": "roots",
};

export interface InputRequired {
  readonly questions: readonly Question[];
  readonly state: string | undefined;
}

/** Reads an `input_required` result; null where it is none. */
export function readInputRequired(message: JsonObject): InputRequired | null {
  const result = objectAt(message, "result");
  if (result.resultType !== "input_required") return null;
  const questions = Object.entries(objectAt(result, "inputRequests")).flatMap(([key, question]) => {
    const method = isObject(question) ? stringAt(question, "method") : undefined;
    return isObject(question) && method !== undefined ? [{ key, method, params: objectAt(question, "params") }] : [];
  });
  return { questions, state: stringAt(result, "requestState") };
}

/** The first question that the host cannot be asked; null where it can answer them all. */
export function unanswerable(questions: readonly Question[], capabilities: JsonObject): Question | null {
  return questions.find(({ method }) => !isObject(capabilities[capabilityFor[method] ?? ""])) ?? null;
}

/** The request again, with the host's answers and the upstream's own state (patterns/mrtr). */
export function retried(message: JsonObject, answers: JsonObject, state: string | undefined): JsonObject {
  const params = { ...objectAt(message, "params"), inputResponses: answers };
  return { ...message, params: state === undefined ? params : { ...params, requestState: state } };
}
