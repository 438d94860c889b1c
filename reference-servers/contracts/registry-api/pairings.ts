/** How an editor is paired with a person (contracts/pairing.ts). Each request carries a proof of the editor's key. */
import { route } from "../http-api/route.ts";
import { PairingAnswer, PairingAsk, PairingBegun } from "../pairing.ts";

/** An editor asks to decide for a person. */
export const beginPairing = route({
  area: "api",
  method: "POST",
  path: "/pairings",
  body: PairingAsk,
  answers: { 201: PairingBegun },
  refusals: [400, 413],
});

/** The state of the pairing, and a token once it is allowed. The editor polls, and renews its token, with the same route. */
export const readPairingToken = route({
  area: "api",
  method: "POST",
  path: "/pairings/:id/token",
  answers: { 200: PairingAnswer },
  refusals: [404],
});

export const endPairing = route({
  area: "api",
  method: "DELETE",
  path: "/pairings/:id",
  answers: { 204: null },
  refusals: [404],
});
