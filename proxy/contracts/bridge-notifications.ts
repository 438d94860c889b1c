/**
 * What a broker says to the bridge itself, among the lines for the agent, which never sees them: whether a call of its
 * waits for a person, so that nothing of it runs. A server could only forge this of its own calls.
 */
export const bridgeNotices = {
  held: "notifications/drawbridge/held",
  released: "notifications/drawbridge/released",
} as const;

export type BridgeNotice = keyof typeof bridgeNotices;

/** The notice as a line without its newline; `id` is the call's id as JSON text. */
export const noticeLine = (notice: BridgeNotice, id: string): string =>
  `{"jsonrpc":"2.0","method":"${bridgeNotices[notice]}","params":{"requestId":${id}}}`;

/** Which notice a line's method is; null where the line is the agent's. */
export function noticeOf(method: string | null): BridgeNotice | null {
  if (method === bridgeNotices.held) return "held";
  return method === bridgeNotices.released ? "released" : null;
}
