/**
 * The person of a request that decides by the API: by the token of an editor that they paired, with a proof of its key
 * that was made for exactly this request. A bearer token decides nothing, because another program on the person's
 * machine can get one without the person.
 */
import { senderProof } from "@drawbridge/contracts/sender-proof";
import { InvalidProof, type Proof, proofReader } from "@drawbridge/hosted/dpop-proof";
import type { Context } from "hono";
import type { Person } from "../approvals/may-decide.ts";
import { bearer, unknownPerson } from "../caller.ts";
import type { Database } from "../database.ts";
import type { IdentityTokens } from "../inbox/identity-tokens.ts";
import { Refused } from "../refusal.ts";
import type { DecisionTokens } from "./decision-tokens.ts";
import { stateOf } from "./pairing.ts";
import type { Pairings } from "./pairings.ts";
import { isFirstUse } from "./used-proofs.ts";

export interface Deciders {
  /** Waits for the person's turn (request-shares.ts). Throws Refused. */
  of(request: Context): Promise<Person>;
  /**
   * A proof of a key alone, made for this request and used once. `token` is the token that the proof must name. Without
   * a token, the proof is a stranger's, and waits for a stranger's turn. Throws Refused.
   */
  proof(request: Context, token: string | null): Promise<Proof>;
}

export interface DeciderParts {
  readonly database: Database;
  readonly url: string;
  readonly pairings: Pairings;
  readonly tokens: DecisionTokens;
  readonly identityTokens: IdentityTokens;
}

/** The editor's name in the audit, instead of the id of an OAuth client. */
export const editorClient = "paired-editor";

export function deciders(
  { database, url, pairings, tokens, identityTokens }: DeciderParts,
  now: () => Date = () => new Date(),
): Deciders {
  const readProof = proofReader();
  const proof = async (request: Context, token: string | null): Promise<Proof> => {
    const { method, path } = request.req;
    const proofHeader = request.req.header(senderProof.header);
    if (proofHeader === undefined) throw refusedProof("It needs a proof of the editor's key, and none came.");
    const read = proven(() =>
      readProof(proofHeader, { method, url: `${url}${path}`, accessToken: token }, now().getTime()),
    );
    if (token === null) await request.var.turn.ofStranger(read.thumbprint);
    if (!(await isFirstUse(database, read, now()))) throw refusedProof("This proof of the key was used before.");
    return read;
  };
  return {
    proof,
    async of(request) {
      const token = /^DPoP +(\S+) *$/i.exec(request.req.header("authorization") ?? "")?.[1];
      request.var.requireServed("extension");
      if (token === undefined) throw bearer(request) === null ? notPaired() : bearerDecidesNothing(url);
      const claims = await tokens.read(token, now());
      if (claims === null) throw notPaired();
      const { turn } = request.var;
      await turn.ofUser(claims.sub);
      const { thumbprint } = await proof(request, token);
      if (thumbprint !== claims.cnf.jkt) throw refusedProof("The proof is of another key than the token's.");
      const pairing = await pairings.find(claims.pairing);
      if (pairing === null || pairing.thumbprint !== thumbprint || stateOf(pairing, now()) !== "allowed")
        throw notPaired();
      const { user, claim, allowedAt, identity, id } = pairing;
      turn.end(); // the next line may call the identity provider
      const person = identity === null ? null : await identityTokens.personOf(identity).catch(unknownPerson);
      if (person === null || person.user !== user || person.claim !== claim || user !== claims.sub) throw notPaired();
      await turn.ofUser(person.user);
      return {
        ...person,
        client: editorClient,
        presence: { place: "editor", authenticatedAt: allowedAt, pairing: id },
      };
    },
  };
}

function proven(read: () => Proof): Proof {
  try {
    return read();
  } catch (error) {
    throw error instanceof InvalidProof ? refusedProof(error.message) : error;
  }
}

const notPaired = (): Refused =>
  new Refused(
    401,
    "unauthenticated",
    "This editor may not decide: you have not allowed it, or that has ended. Allow it again from the editor, or decide in the inbox in your browser.",
    { "www-authenticate": 'DPoP algs="ES256"' },
  );

const refusedProof = (why: string): Refused =>
  new Refused(401, "unauthenticated", `${why} Nothing was done. Try again.`, {
    // RFC 9449 §7.1.
    "www-authenticate": 'DPoP error="invalid_dpop_proof", algs="ES256"',
  });

/** Not 401, because an older editor would ask its person to sign in again and again. */
const bearerDecidesNothing = (url: string): Refused =>
  new Refused(
    403,
    "not-allowed",
    `A bearer token decides nothing, neither the broker's nor the approver's. Nothing was decided. If your editor shows this, its Drawbridge extension is older than this registry: update the extension, then sign in again. Until then decide in your browser at ${url}/approvals.`,
  );
