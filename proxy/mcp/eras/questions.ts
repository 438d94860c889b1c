/**
 * What a server may ask of a host (2025-11-25: client features; 2026-07-28: patterns/mrtr), and how each era writes it.
 */

import { isObject, type JsonObject, objectAt } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";

export interface Question {
  readonly method: string;
  readonly params: JsonObject;
}

/** Requests that may be answered with a question, in either era. */
export const mayAsk: ReadonlySet<string> = new Set([methods.callTool, methods.getPrompt, methods.readResource]);

/** Whether a host that declared `capabilities` supports the question. */
export function canBeAsked({ method, params }: Question, capabilities: JsonObject): boolean {
  const declares = (feature: string): boolean => isObject(capabilities[feature]);
  switch (method) {
    case methods.elicit: {
      const { form, url } = objectAt(capabilities, "elicitation");
      if (params.mode === "url") return isObject(url);
      // An empty declaration means forms (client/elicitation, capabilities).
      return declares("elicitation") && (isObject(form) || !isObject(url));
    }
    case methods.createMessage: {
      const withTools = params.tools !== undefined || params.toolChoice !== undefined;
      return declares("sampling") && (!withTools || isObject(objectAt(capabilities, "sampling").tools));
    }
    case methods.listRoots:
      return declares("roots");
    default:
      return false;
  }
}

const isPage = ({ method, params }: Question): boolean => method === methods.elicit && params.mode === "url";

/** 2025-11-25 requires an id for each page, and later revisions have none. `id` is used for a page that has none. */
export const questionToLegacy = (question: Question, id: string): Question =>
  isPage(question) ? { ...question, params: { elicitationId: id, ...question.params } } : question;

export function questionToModern(question: Question): Question {
  if (!isPage(question)) return question;
  const { elicitationId: _id, ...params } = question.params;
  return { ...question, params };
}
