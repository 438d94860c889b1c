/** `/api/v1/pairings`: an editor asks to decide for a person, polls, renews and signs out; see contracts/pairing.ts. */
import { PairingAsk } from "@drawbridge/contracts/pairing";
import { getConnInfo } from "@hono/node-server/conninfo";
import { Hono } from "hono";
import { readBody, wholeBody } from "../body.ts";
import type { Deciders } from "../pairing/decider.ts";
import { stateOfLeg } from "../pairing/leg.ts";
import type { Pairings } from "../pairing/pairings.ts";
import { Refused } from "../refusal.ts";
import type { ReturnPage } from "./sign-in.ts";

const maxBodyBytes = 16 * 1024;

export function pairingRoutes(pairings: Pairings, deciders: Deciders, returnPage: ReturnPage): Hono {
  return new Hono()
    .use(wholeBody(maxBodyBytes, "This is larger than such a request is."))
    .post("/", async (request) => {
      const { thumbprint } = await deciders.proof(request, null);
      const ask = await readBody(request, PairingAsk);
      const { turn } = request.var;
      turn.end(); // the rules are the identity provider's to say
      if (ask.leg !== null && stateOfLeg(ask.leg, await returnPage.rules()) === null)
        throw new Refused(400, "bad-request", "The sign-in's address is not one of this company's for Drawbridge.");
      const address = getConnInfo(request).remote.address ?? "";
      await turn.ofStranger(thumbprint);
      return request.json(await pairings.begin(ask, { thumbprint, address }), 201);
    })
    .post("/:id/token", async (request) => {
      const { thumbprint } = await deciders.proof(request, null);
      const answer = await pairings.token(request.req.param("id"), thumbprint, request.var.turn);
      if (answer === null) throw unknownPairing();
      return request.json(answer);
    })
    .delete("/:id", async (request) => {
      const { thumbprint } = await deciders.proof(request, null);
      if (!(await pairings.signOut(request.req.param("id"), thumbprint))) throw unknownPairing();
      return request.body(null, 204);
    });
}

const unknownPairing = (): Refused =>
  new Refused(404, "bad-request", "There is no such pairing of this key. Begin again from the editor.");
