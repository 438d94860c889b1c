/**
 * The routes by which an editor gets the right to decide for a person: it begins a pairing, reads its token until the
 * person has allowed it, and ends it; see contracts/pairing.ts.
 */
import { beginPairing, endPairing, readPairingToken } from "@drawbridge/contracts/registry-api/pairings";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Hono } from "hono";
import { wholeBody } from "../body.ts";
import type { Deciders } from "../pairing/decider.ts";
import type { Pairings } from "../pairing/pairings.ts";
import { Refused } from "../refusal.ts";
import { Routes } from "./routes.ts";
import type { ReturnPage } from "./sign-in.ts";

const maxBodyBytes = 16 * 1024;

export function pairingRoutes(pairings: Pairings, deciders: Deciders, returnPage: ReturnPage): Hono {
  return new Routes(wholeBody(maxBodyBytes, "This is larger than such a request is."))
    .serve(beginPairing, async ({ context, body, answer }) => {
      context.var.requireServed("extension");
      const { thumbprint } = await deciders.proof(context, null);
      const ask = await body();
      const { turn } = context.var;
      turn.end(); // the next lines may ask the identity providers for their metadata
      if (ask.leg !== null && (await returnPage.judged(ask.leg)) === null)
        throw new Refused(400, "bad-request", "The sign-in's address is not one of this company's for Drawbridge.");
      const address = getConnInfo(context).remote.address ?? "";
      await turn.ofStranger(thumbprint);
      return answer(201, await pairings.begin(ask, { thumbprint, address }));
    })
    .serve(readPairingToken, async ({ context, parameters, answer }) => {
      context.var.requireServed("extension");
      const { thumbprint } = await deciders.proof(context, null);
      const pairing = await pairings.token(parameters.id, thumbprint, context.var.turn);
      if (pairing === null) throw unknownPairing();
      return answer(200, pairing);
    })
    .serve(endPairing, async ({ context, parameters, answer }) => {
      const { thumbprint } = await deciders.proof(context, null);
      if (!(await pairings.signOut(parameters.id, thumbprint))) throw unknownPairing();
      return answer(204, null);
    }).app;
}

const unknownPairing = (): Refused =>
  new Refused(404, "bad-request", "There is no such pairing of this key. Begin again from the editor.");
