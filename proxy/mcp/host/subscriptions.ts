/**
 * Which changes one host wants to hear of, and how it hears of them: a legacy host at once, a modern host on its
 * streams.
 */

import { type JsonObject, objectAt, parsed } from "../../kernel/json.ts";
import * as methods from "../../kernel/mcp-methods.ts";
import type { Client } from "../eras/client.ts";
import { meta } from "../eras/names.ts";
import { covers, filterOf, type Interest, unionOf } from "../upstream/interest.ts";
import type { HostOutput } from "./host-output.ts";

export class Subscriptions {
  readonly #client: Client;
  readonly #output: HostOutput;
  /** What each `subscriptions/listen` request asked for, by the JSON text of its id. */
  readonly #streams = new Map<string, Interest>();

  constructor(client: Client, output: HostOutput) {
    this.#client = client;
    this.#output = output;
  }

  /**
   * Opens a modern host's subscription. It is acknowledged at once, without waiting for the upstream, and for those
   * changes that the upstream's `capabilities` allow. They are null if they are not known yet; then all are
   * acknowledged.
   */
  listen(id: string, params: JsonObject, capabilities: JsonObject | null): void {
    const wanted = objectAt(params, "notifications");
    const uris = Array.isArray(wanted.resourceSubscriptions) ? wanted.resourceSubscriptions : [];
    const can = (feature: string, what: string) =>
      capabilities === null || objectAt(capabilities, feature)[what] === true;
    const interest: Interest = {
      // Drawbridge reports changes of tools itself, too: a sign-in or a policy can change them.
      toolsListChanged: wanted.toolsListChanged === true,
      promptsListChanged: wanted.promptsListChanged === true && can("prompts", "listChanged"),
      resourcesListChanged: wanted.resourcesListChanged === true && can("resources", "listChanged"),
      resourceSubscriptions: can("resources", "subscribe") ? uris.filter((uri) => typeof uri === "string") : [],
    };
    this.#streams.set(id, interest);
    this.#send(id, methods.subscriptionAcknowledged, { notifications: filterOf(interest) });
  }

  /** Ends a subscription. False if no subscription has this id. */
  end(id: string): boolean {
    return this.#streams.delete(id);
  }

  /** Reports a change to the host, if it asked for such changes. */
  changed(method: string, message: JsonObject): void {
    if (this.#client.era === "legacy") {
      this.#output.message(message);
      return;
    }
    for (const [id, interest] of this.#streams) {
      if (covers(interest, method, message)) this.#send(id, method, objectAt(message, "params"));
    }
  }

  /** All changes that the host wants to hear of, together. */
  interest(capabilities: JsonObject): Interest {
    if (this.#client.era === "legacy") {
      const announces = (feature: string) => objectAt(capabilities, feature).listChanged === true;
      return {
        toolsListChanged: announces("tools"),
        promptsListChanged: announces("prompts"),
        resourcesListChanged: announces("resources"),
        resourceSubscriptions: [...this.#client.resources],
      };
    }
    return unionOf(this.#streams.values());
  }

  #send(id: string, method: string, params: JsonObject): void {
    const _meta = { ...objectAt(params, "_meta"), [meta.subscriptionId]: parsed(id) };
    this.#output.message({ jsonrpc: "2.0", method, params: { ...params, _meta } });
  }
}
