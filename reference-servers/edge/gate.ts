/** Who asks and may they: the token, then layer 1, against the configuration as it is now. */
import type { IncomingMessage } from "node:http";
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";
import type { Followed } from "./configuration.ts";
import { type Judgement, judge } from "./judge.ts";
import { notReady, type Refused, unauthenticated, unknownPerson } from "./refusal.ts";
import { type Caller, TokenError, type TokenVerifier, tokenVerifier } from "./token.ts";

export interface Gate {
  /** Judges one request for `server`. */
  judge(from: IncomingMessage, server: string): Promise<Judgement>;
  close(): void;
}

/** `edgeUrl` is where clients find the edge. */
export function gate(configuration: Followed, edgeUrl: string): Gate {
  let verifier: TokenVerifier | undefined;
  const verifierFor = ({ issuer, audience, person }: EdgeConfiguration): TokenVerifier => {
    const same =
      verifier?.issuer === issuer &&
      verifier.audience === audience &&
      verifier.person.claim === person.claim &&
      verifier.person.named === person.named;
    if (verifier !== undefined && same) return verifier;
    verifier?.close();
    verifier = tokenVerifier(issuer, audience, { person });
    return verifier;
  };

  return {
    async judge(from, server) {
      const before = configuration.current();
      if (before === null) return no(withoutPolicy());
      const { token, problem } = bearerToken(from);
      if (token === null) return no(unauthenticated(edgeUrl, server, problem));
      const caller = await verified(verifierFor(before), token);
      if (caller instanceof TokenError) {
        return no(refusedBy(caller, edgeUrl, server));
      }
      // A server that nobody has heard of may have announced itself a moment ago.
      if (!before.routes.some((route) => route.server === server)) await configuration.refresh();
      return judge(configuration.current() ?? before, server, caller);
    },
    close: () => verifier?.close(),
  };
}

export const withoutPolicy = (): Refused =>
  notReady("The edge has no policy from the registry yet, so nothing passes. Try again in a moment.");

/** RFC 6750 §2.1. Two of them are none: which one would a server have meant? */
function bearerToken(from: IncomingMessage): { token: string | null; problem: string | null } {
  const values = from.headersDistinct.authorization ?? [];
  if (values.length === 0) return { token: null, problem: null };
  const [, token] = values.length === 1 ? (/^Bearer +([\w.~+/-]+=*) *$/i.exec(values[0] ?? "") ?? []) : [];
  return token === undefined
    ? { token: null, problem: "The Authorization header is not one bearer token." }
    : { token, problem: null };
}

function refusedBy({ code, message }: TokenError, edgeUrl: string, server: string): Refused {
  switch (code) {
    case "invalid":
      return unauthenticated(edgeUrl, server, message);
    case "unknown-person":
      return unknownPerson(message);
    case "issuer-unavailable":
      return notReady(message);
  }
}

const verified = (verifier: TokenVerifier, token: string): Promise<Caller | TokenError> =>
  verifier.verify(token).catch((error: unknown) => {
    if (error instanceof TokenError) return error;
    throw error;
  });

const no = (refused: Refused): Judgement => ({ passes: false, refused });
