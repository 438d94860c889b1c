/** Which of the servers that a person uses went down or came back. Pure. */
import type { MyServer } from "@drawbridge/contracts/registry";
import type { Snapshot } from "./snapshot.ts";

export interface StatusNews {
  readonly down: readonly MyServer[];
  readonly back: readonly MyServer[];
  /** The names of the servers that the person knows to be down: the input of the next look. */
  readonly knownDown: ReadonlySet<string>;
}

/**
 * `used` has the servers that the person uses. A server is reported as back only if it was reported as down. Nothing is
 * reported from a list that is not current: without the registry no status is known.
 */
export function statusNews(
  before: Snapshot,
  now: Snapshot,
  used: readonly string[],
  knownDown: ReadonlySet<string>,
): StatusNews {
  if (now.phase !== "signed-in" || before.user?.name !== now.user?.name)
    return { down: [], back: [], knownDown: new Set() };
  if (!now.current || now.servers === null || before.servers === null) return { down: [], back: [], knownDown };
  const earlier = new Map(before.servers.map(({ name, status }) => [name, status]));
  const open = now.servers.filter(({ access }) => access.allowed);
  const down = open.filter(
    ({ name, status }) =>
      status === "down" && earlier.get(name) === "up" && used.includes(name) && !knownDown.has(name),
  );
  const back = open.filter(({ name, status }) => status === "up" && knownDown.has(name));
  const ended = new Set(back.map(({ name }) => name));
  const stillDown = [...knownDown, ...down.map(({ name }) => name)].filter((name) => !ended.has(name));
  return { down, back, knownDown: new Set(stillDown) };
}
