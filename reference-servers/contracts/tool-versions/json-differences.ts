/** Where two JSON values differ, as JSON Pointers (RFC 6901), and the two values there. Pure. */
import { canonicalJson } from "../digest.ts";

export interface Difference {
  /** "/inputSchema/properties/limit/default". */
  readonly path: string;
  /** Undefined where the value is absent on that side. */
  readonly before: unknown;
  readonly after: unknown;
}

/** Both values must be JSON. Lists differ as a whole where their lengths differ. */
export function differencesOf(before: unknown, after: unknown, path = ""): readonly Difference[] {
  if (isSame(before, after)) return [];
  const members = commonMembers(before, after);
  if (members === null) return [{ path, before, after }];
  return members.flatMap(([name, one, other]) => differencesOf(one, other, `${path}/${escaped(name)}`));
}

const isSame = (one: unknown, other: unknown): boolean =>
  one === undefined || other === undefined ? one === other : canonicalJson(one) === canonicalJson(other);

function commonMembers(one: unknown, other: unknown): readonly (readonly [string, unknown, unknown])[] | null {
  if (!isObject(one) || !isObject(other) || Array.isArray(one) !== Array.isArray(other)) return null;
  if (Array.isArray(one) && Array.isArray(other) && one.length !== other.length) return null;
  const [left, right] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  const names = [...new Set([...left.keys(), ...right.keys()])].sort();
  return names.map((name) => [name, left.get(name), right.get(name)] as const);
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
