/** The name with which the stack knows the server; it is not listed, so no list of servers shows it. */
export const unsureServer = "unsure";
