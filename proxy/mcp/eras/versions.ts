/**
 * The versions that a server names when it refuses one (2025-11-25, lifecycle, version negotiation; 2026-07-28,
 * versioning). Servers write the list as data of the error, or only into its text.
 */
import type { Failure } from "../../kernel/failure.ts";
import { isObject, objectAt, parsed, stringAt } from "../../kernel/json.ts";
import { legacyVersions, modernVersion } from "./names.ts";

const version = /\b\d{4}-\d{2}-\d{2}\b/g;

/** Where servers put the list: the specification's name first. */
const listNames = ["supported", "supportedVersions", "supportedProtocolVersions", "supported_versions"] as const;

/**
 * The versions that an error names besides `refused`, as the server orders them; none if the error is about something
 * else. `text` is the JSON of a JSON-RPC error object, or the text of a plain refusal.
 */
export function versionsIn(text: string, refused: string): readonly string[] {
  const error = parsed(text);
  const data = isObject(error) ? objectAt(error, "data") : {};
  const list = listNames.map((name) => data[name]).find(Array.isArray);
  const words = isObject(error) ? `${stringAt(error, "message") ?? ""} ${stringAt(error, "data") ?? ""}` : text;
  const named = list?.map(String) ?? (/version/i.test(words) ? (words.match(version) ?? []) : []);
  return [...new Set(named)].filter((each) => each !== refused);
}

/** The newest of the versions with a handshake that we speak too; null if there is none. */
export const newestLegacyOf = (versions: readonly string[]): string | null =>
  legacyVersions.find((each) => versions.includes(each)) ?? null;

/** How many versions a message names at most. */
const maxNamed = 8;

/** The server speaks only versions that we do not speak. */
export function unknownVersions(server: string, versions: readonly string[]): Failure {
  const own = `${legacyVersions.at(-1)} to ${modernVersion}`;
  const named = versions.filter((each) => each.match(version)?.[0] === each).slice(0, maxNamed);
  const theirs = named.length === 0 ? "versions that this Drawbridge does not know" : named.join(", ");
  return {
    code: "bad-upstream",
    message: `${server} speaks only MCP ${theirs}; this Drawbridge speaks ${own}. Nothing ran. Update the older of the two.`,
  };
}
