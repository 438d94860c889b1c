/** A line of `broker.log`, written by the broker and read by `drawbridge logs`: a call that ended, or a note. */

export interface Call {
  readonly server: string;
  /** The tool, or the method of another request. */
  readonly what: string;
  readonly ms: number;
  /** As mcp/host/outcome.ts says; `cancelled` where nobody waited any more. */
  readonly outcome: string;
  /** What the agent calls itself. */
  readonly agent: string;
}

export type LogLine =
  | ({ readonly at: string } & Call)
  /** Of the broker itself. */
  | { readonly at: string; readonly note: string };

/** Names come from agents and servers: none may forge a line or grow without bound. */
const word = (name: string): string =>
  name
    .replaceAll(" ", "_")
    .replace(/[^\x21-\x7e]/g, "?")
    .slice(0, 100) || "-";

/** The text of a call, without its time. It holds no argument and no result, because it is never given any. */
export const callText = ({ server, what, ms, outcome, agent }: Call): string =>
  `${word(server)} ${word(what)} ${ms} ms ${outcome} ${word(agent)}`;

/** Whether a tool was called; other requests are named by their method, of which these are all that are passed on. */
export const isToolCall = ({ what }: Call): boolean =>
  !/^(tools|resources|prompts|completion|logging|tasks|elicitation|sampling|roots|server)\//.test(what);

/** Null for what is no line of the log, as one that a full disk cut. */
export function readLogLine(line: string): LogLine | null {
  const [, at, text = ""] = /^(\d{4}-\d\d-\d\dT\S+Z) (.+)$/.exec(line) ?? [];
  if (at === undefined) return null;
  const [, server, what, ms, outcome, agent] = /^(\S+) (\S+) (\d+) ms (\S+) (\S+)$/.exec(text) ?? [];
  if (server === undefined || what === undefined || outcome === undefined || agent === undefined)
    return { at, note: text };
  return { at, server, what, ms: Number(ms), outcome, agent };
}
