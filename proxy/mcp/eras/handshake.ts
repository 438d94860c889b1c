/** A server's description of itself. It can be read from either era and written for either. */
import { isObject, type JsonObject, objectAt, stringAt } from "../../kernel/json.ts";
import { type Era, legacyVersions, meta, modernVersion, versionUnsupported } from "./names.ts";

export interface Facts {
  readonly era: Era;
  readonly capabilities: JsonObject;
  readonly serverInfo: JsonObject;
  readonly instructions?: string | undefined;
}

/** Reads the result of `server/discover`; null if it is not one, or names no version that we speak. */
export function readDiscover(result: JsonObject): Facts | null {
  const versions = result.supportedVersions;
  if (!Array.isArray(versions) || !versions.includes(modernVersion)) return null;
  const serverInfo = objectAt(objectAt(result, "_meta"), meta.serverInfo);
  const capabilities = objectAt(result, "capabilities");
  return { era: "modern", capabilities, serverInfo, instructions: stringAt(result, "instructions") };
}

/** Reads the result of `initialize`; null if it is not one. */
export function readInitialize(result: JsonObject): Facts | null {
  if (!isObject(result.capabilities) || stringAt(result, "protocolVersion") === undefined) return null;
  const serverInfo = objectAt(result, "serverInfo");
  const capabilities = objectAt(result, "capabilities");
  return { era: "legacy", capabilities, serverInfo, instructions: stringAt(result, "instructions") };
}

/** The result of `initialize` for a host that asks for `version`: that version if we speak it, else the newest. */
export function initializeResult(facts: Facts, version: string | null): JsonObject {
  return {
    protocolVersion: legacyVersions.find((supported) => supported === version) ?? legacyVersions[0],
    capabilities: announced(facts.capabilities),
    serverInfo: withName(facts.serverInfo),
    ...(facts.instructions !== undefined && { instructions: facts.instructions }),
  };
}

/** The result of `server/discover`. It may change with the next sign-in, so the host must not cache it. */
export function discoverResult(facts: Facts): JsonObject {
  return {
    resultType: "complete",
    supportedVersions: [modernVersion],
    capabilities: announced(facts.capabilities),
    ...(facts.instructions !== undefined && { instructions: facts.instructions }),
    ttlMs: 0,
    cacheScope: "private",
    _meta: { [meta.serverInfo]: withName(facts.serverInfo) },
  };
}

/**
 * Adds `listChanged` for tools, because a sign-in, a policy or the server may change them, and we announce that even if
 * the server does not.
 */
const announced = (capabilities: JsonObject): JsonObject =>
  isObject(capabilities.tools)
    ? { ...capabilities, tools: { ...capabilities.tools, listChanged: true } }
    : capabilities;

/** The error for a request of a version that we do not speak (versioning); null if we speak it. */
export function versionError(params: JsonObject): JsonObject | null {
  const requested = stringAt(objectAt(params, "_meta"), meta.protocolVersion);
  if (requested === undefined || requested === modernVersion) return null;
  const data = { supported: [modernVersion, ...legacyVersions], requested };
  return { code: versionUnsupported, message: `Unsupported protocol version: ${requested}`, data };
}

/** Both eras' Implementation requires a name and a version. */
const withName = (info: JsonObject): JsonObject => ({ name: "unknown", version: "0", ...info });
