/**
 * The message that tells a bridge to connect to a newer broker. The bridge does so as soon as no sent message can be
 * lost. An older bridge passes the line on to its agent, which ignores it.
 */
export const moveOnMethod = "notifications/drawbridge/move-on";
export const moveOnLine = `{"jsonrpc":"2.0","method":"${moveOnMethod}"}\n`;
