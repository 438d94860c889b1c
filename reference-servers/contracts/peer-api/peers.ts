/** Where servers answer each other: below this path, by the credential of the asking server (`peerCredential`). */
export const peersPath = "/internal/v1";
