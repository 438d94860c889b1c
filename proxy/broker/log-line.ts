/** A line of `broker.log`, written by the broker and read by `drawbridge logs`: a call that ended, or a note. */
import { createHash } from "node:crypto";

export interface Call {
  readonly server: string;
  /** The tool, or the method of another request. */
  readonly what: string;
  readonly ms: number;
  /** As mcp/host/outcome.ts defines it; `cancelled` if the agent cancelled the call. */
  readonly outcome: string;
  /** The agent's name for itself. */
  readonly agent: string;
  /** The user at the registry for whom the call was made (accountOf). Older lines have none. */
  readonly account?: string;
  /** The last segment of the agent's folder. */
  readonly folder?: string;
  /** The request for approval that the answer was about. */
  readonly request?: string;
}

/** A user at a registry as the log names them: a digest, because the log holds no name of a person. */
export const accountOf = (registry: string, user: string): string =>
  createHash("sha256")
    .update(JSON.stringify([registry, user]))
    .digest("hex")
    .slice(0, 16);

export type LogLine =
  | ({ readonly at: string; readonly note?: undefined } & Call)
  /** A note of the broker itself. */
  | { readonly at: string; readonly note: string };

/** Names come from agents and servers. They must not forge a line, nor grow without limit. */
const word = (name: string): string =>
  name
    .replaceAll(" ", "_")
    .replace(/[^\x21-\x7e]/g, "?")
    .slice(0, 100) || "-";

/** The text of a call, without its time. It holds no argument and no result, because this function never gets any. */
export const callText = ({ server, what, ms, outcome, agent, ...more }: Call): string =>
  [
    `${word(server)} ${word(what)} ${ms} ms ${outcome} ${word(agent)}`,
    ...details.flatMap((name) => detail(name, more)),
  ].join(" ");

const details = ["account", "folder", "request"] as const;
type Details = Pick<Call, (typeof details)[number]>;

const detail = (name: keyof Details, { [name]: value }: Details): readonly string[] =>
  value === undefined ? [] : [`${name}=${word(value)}`];

/**
 * Whether a tool was called. Other requests are logged by their method, and these are all the methods that are passed
 * on.
 */
export const isToolCall = ({ what }: Call): boolean =>
  !/^(tools|resources|prompts|completion|logging|tasks|elicitation|sampling|roots|server)\//.test(what);

/** Null for text that is not a line of the log, for example one that a full disk cut. */
export function readLogLine(line: string): LogLine | null {
  const [, at, text = ""] = /^(\d{4}-\d\d-\d\dT\S+Z) (.+)$/.exec(line) ?? [];
  if (at === undefined) return null;
  const [, server, what, ms, outcome, agent, more = ""] =
    /^(\S+) (\S+) (\d+) ms (\S+) (\S+)((?: [a-z]+=\S+)*)$/.exec(text) ?? [];
  if (server === undefined || what === undefined || outcome === undefined || agent === undefined)
    return { at, note: text };
  return { at, server, what, ms: Number(ms), outcome, agent, ...readDetails(more) };
}

const readDetails = (text: string): Details =>
  Object.fromEntries(
    details.flatMap((name) => {
      const [, value] = new RegExp(` ${name}=(\\S+)`).exec(text) ?? [];
      return value === undefined ? [] : [[name, value]];
    }),
  );
