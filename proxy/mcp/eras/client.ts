/** What a host has said of itself, in either era: what the other era's side must repeat or consider. */
import { isObject, type JsonObject, objectAt, stringAt } from "../../kernel/json.ts";
import { type Era, meta } from "./names.ts";

export class Client {
  era: Era | null = null;
  info: JsonObject = { name: "drawbridge", version: "0" };
  capabilities: JsonObject = {};
  /** The version that a legacy host asked for. */
  version: string | null = null;
  /** The level of `logging/setLevel`, or that of the last modern request. */
  logLevel: string | null = null;
  /** The resources that a legacy host subscribed to (`resources/subscribe`). */
  readonly resources = new Set<string>();

  /** Notes the params of `initialize`. */
  initialized(params: JsonObject): void {
    this.era = "legacy";
    this.version = stringAt(params, "protocolVersion") ?? null;
    this.info = objectAt(params, "clientInfo");
    this.capabilities = objectAt(params, "capabilities");
  }

  /** Notes the `_meta` of a modern request. Does nothing if there is none. */
  requested(params: JsonObject): void {
    const requestMeta = objectAt(params, "_meta");
    if (stringAt(requestMeta, meta.protocolVersion) === undefined) return;
    this.era = "modern";
    if (isObject(requestMeta[meta.clientInfo])) this.info = objectAt(requestMeta, meta.clientInfo);
    this.capabilities = objectAt(requestMeta, meta.clientCapabilities);
    this.logLevel = stringAt(requestMeta, meta.logLevel) ?? null;
  }
}
