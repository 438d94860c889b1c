/**
 * What a broker says to the bridge itself, between the lines for the agent. The bridge does not pass it on. It says
 * whether one of the bridge's calls waits for a person, so that nothing of it runs. A server could forge this only for
 * its own calls.
 */
export const bridgeNotifications = {
  held: "notifications/drawbridge/held",
  released: "notifications/drawbridge/released",
} as const;

export type BridgeNotification = keyof typeof bridgeNotifications;

/** The notification as a line without its newline. `id` is the call's id as JSON text. */
export const bridgeNotificationLine = (notification: BridgeNotification, id: string): string =>
  `{"jsonrpc":"2.0","method":"${bridgeNotifications[notification]}","params":{"requestId":${id}}}`;

/** Which notification a line is, by its method; null if the line is for the agent. */
export function bridgeNotificationOf(method: string | null): BridgeNotification | null {
  if (method === bridgeNotifications.held) return "held";
  return method === bridgeNotifications.released ? "released" : null;
}

/**
 * What a bridge says to a broker before it sends a read that a broker before this one had already: what is said of the
 * read must be true of both tries.
 */
export const askedBeforeMethod = "notifications/drawbridge/asked-before";

/** The same as a line. `id` is the request's id as JSON text. */
export const askedBeforeLine = (id: string): string =>
  `{"jsonrpc":"2.0","method":"${askedBeforeMethod}","params":{"requestId":${id}}}\n`;
