/** Which changes of a server an agent wants to hear of: what a host asks for, and the filter that an upstream gets. */

import { type JsonObject, objectAt, stringAt } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";

/** The changes that a host wants to hear of (`notifications` of `subscriptions/listen`). */
export interface Interest {
  readonly toolsListChanged: boolean;
  readonly promptsListChanged: boolean;
  readonly resourcesListChanged: boolean;
  readonly resourceSubscriptions: readonly string[];
}

const nothing: Interest = {
  toolsListChanged: false,
  promptsListChanged: false,
  resourcesListChanged: false,
  resourceSubscriptions: [],
};

/** All that is wanted in any of them. The resources are sorted, so that equal interests have equal filters. */
export const unionOf = (interests: Iterable<Interest>): Interest =>
  [...interests].reduce(
    (all, each) => ({
      toolsListChanged: all.toolsListChanged || each.toolsListChanged,
      promptsListChanged: all.promptsListChanged || each.promptsListChanged,
      resourcesListChanged: all.resourcesListChanged || each.resourcesListChanged,
      resourceSubscriptions: [...new Set([...all.resourceSubscriptions, ...each.resourceSubscriptions])].sort(),
    }),
    nothing,
  );

/** The `notifications` filter of `subscriptions/listen`. It names only what is wanted. */
export const filterOf = (interest: Interest): JsonObject =>
  Object.fromEntries(
    Object.entries(interest).filter(([, wanted]) => (Array.isArray(wanted) ? wanted.length > 0 : wanted === true)),
  );

/** Whether the change that `message` reports is wanted. */
export function covers(interest: Interest, method: string, message: JsonObject): boolean {
  switch (method) {
    case methods.toolsChanged:
      return interest.toolsListChanged;
    case methods.promptsChanged:
      return interest.promptsListChanged;
    case methods.resourcesChanged:
      return interest.resourcesListChanged;
    case methods.resourceUpdated:
      return interest.resourceSubscriptions.includes(stringAt(objectAt(message, "params"), "uri") ?? "");
    default:
      return false;
  }
}
