/**
 * Recognises that a server no longer knows a session where the server does not say so by the protocol's 404: by text, by
 * an error on a stream, by another status (2025-11-25, Streamable HTTP, session management).
 */

/** Longest text (characters) that is read for it. Such messages are a sentence. */
const maxTextLength = 2_000;

const session = "(?:mcp[- ])?session(?:[- _]?id)?(?: header)?";
const lost =
  "not found|not (?:available|valid|active|initiali[sz]ed|recogni[sz]ed|exist)|unknown|unrecogni[sz]ed|invalid|expired|terminated|closed|doesn't exist|no longer|missing|gone|timed out|has ended";

/** "Session not found", "Session abc has expired". */
const sessionFirst = new RegExp(`\\b${session}\\b[^.;{}]{0,60}\\b(?:${lost})\\b`, "i");
/** "No valid session ID provided", "Unknown Mcp-Session-Id header", "Invalid or missing MCP session ID". */
const sessionLast = new RegExp(
  `\\b(?:unknown|unrecogni[sz]ed|invalid|missing|expired|stale|no (?:such|valid|active)|not find)\\b[^.;{}]{0,40}\\b${session}\\b`,
  "i",
);
/** What the TypeScript SDK says to a request that came before `initialize`, after a restart. */
const uninitialized = /\bserver not initiali[sz]ed\b/i;
/** A second stream of a session that the server does know. */
const conflict = /\b(?:already (?:exists|open|connected|active)|only one|conflict)\b/i;

/** Whether the text of an error says that the session of the request is not known (any more). */
export function saysSessionIsLost(text: string): boolean {
  const read = text.slice(0, maxTextLength);
  if (conflict.test(read)) return false;
  return sessionFirst.test(read) || sessionLast.test(read) || uninitialized.test(read);
}
