/** -32042 (2025-11-25): a call that needs pages to be opened first. Later revisions say that in the result. */

import { isObject, type JsonObject, objectAt, stringAt } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import { type Question, questionToModern } from "./questions.ts";

const keyPrefix = "drawbridge-page-";

/** The pages that an error asks for; null for another error. */
export function pagesIn(error: JsonObject): readonly Question[] | null {
  if (error.code !== -32042) return null;
  const { elicitations } = objectAt(error, "data");
  const pages = (Array.isArray(elicitations) ? elicitations : []).filter(isObject);
  return pages.map((page) => questionToModern({ method: methods.elicit, params: { ...page, mode: "url" } }));
}

/**
 * The pages as a modern `input_required` result. It has no state: the host calls again, and the server then decides
 * again.
 */
export const askForPages = (pages: readonly Question[]): JsonObject => ({
  resultType: "input_required",
  inputRequests: Object.fromEntries(pages.map((page, i) => [`${keyPrefix}${i}`, page])),
});

/** Whether the host's answers say that one of the pages was not opened. */
export const refusesPages = (responses: JsonObject): boolean =>
  Object.entries(responses).some(
    ([key, answer]) => key.startsWith(keyPrefix) && !(isObject(answer) && stringAt(answer, "action") === "accept"),
  );
