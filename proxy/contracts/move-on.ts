/**
 * The one line of a broker that is meant for the bridge: another broker has taken its place. The bridge goes there as
 * soon as that loses nothing it sent. An older bridge passes the line on, and its agent ignores it.
 */
export const moveOnMethod = "notifications/drawbridge/move-on";
export const moveOnLine = `{"jsonrpc":"2.0","method":"${moveOnMethod}"}\n`;
