/**
 * The one line of a broker that is for the bridge itself: another broker has taken its place. The bridge goes there as
 * soon as nothing it sent could be lost by it. An agent that got the line from an older bridge would ignore it.
 */
export const moveOnMethod = "notifications/drawbridge/move-on";
export const moveOnLine = `{"jsonrpc":"2.0","method":"${moveOnMethod}"}\n`;
