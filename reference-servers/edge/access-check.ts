/** Checks who asks, and whether they may: first the token, then layer 1, against the current configuration. */
import type { IncomingMessage } from "node:http";
import { clientHeader } from "@drawbridge/contracts/client-release";
import { type EdgeConfiguration, edgePath, providersOf } from "@drawbridge/contracts/registry";
import type { Secret } from "@drawbridge/contracts/secret";
import type { FollowedSignOuts } from "@drawbridge/hosted/followed-sign-outs";
import type { KeyAge } from "@drawbridge/hosted/key-age-metric";
import type { Possession, PresentedToken } from "@drawbridge/hosted/possession";
import type { LastKeysStore } from "@drawbridge/hosted/provider-keys";
import {
  type Caller,
  type LookupFailure,
  TokenError,
  type TokenVerifier,
  tokenVerifier,
} from "@drawbridge/hosted/token";
import { type Judgement, judge } from "./access-decision.ts";
import type { FollowedConfiguration } from "./configuration.ts";
import { notReady, type Refused, unauthenticated, unreadableClaims } from "./refusal.ts";

export interface Gate {
  /** Decides about one request for `server`. */
  judge(from: IncomingMessage, server: string): Promise<Judgement>;
  /** Of the keys by which tokens are verified. */
  keyAges(): readonly KeyAge[];
  close(): void;
}

export interface GateParts {
  readonly configuration: FollowedConfiguration;
  /** False where no call can reach the route's server, as far as the edge knows. */
  readonly canServe: (route: EdgeConfiguration["routes"][number]) => boolean;
  /** The address where clients reach the edge. */
  readonly edgeUrl: string;
  readonly possession: Possession;
  readonly signOuts: Pick<FollowedSignOuts, "isSignedOut" | "isCurrent">;
  readonly lastKeys: LastKeysStore;
  readonly introspectionSecret: Secret | undefined;
  readonly groupsSecret: Secret | undefined;
  readonly onLookupFailure: (failure: LookupFailure) => void;
}

export function gate({ configuration, canServe, edgeUrl, possession, signOuts, ...others }: GateParts): Gate {
  const { required: proofRequired } = possession;
  let last: { readonly providers: string; readonly verifier: TokenVerifier } | undefined;
  const verifierFor = (configuration: EdgeConfiguration): TokenVerifier => {
    const descriptions = providersOf(configuration);
    const providers = JSON.stringify(descriptions);
    if (last?.providers === providers) return last.verifier;
    last?.verifier.close();
    const options = { of: "broker", possession, isSignedOut: signOuts.isSignedOut, ...others } as const;
    last = { providers, verifier: tokenVerifier(descriptions, options) };
    return last.verifier;
  };

  return {
    async judge(from, server) {
      const before = configuration.current();
      if (before === null || !signOuts.isCurrent()) return no(withoutPolicy());
      const presented = shownToken(from, edgePath(server));
      if (presented === null || presented === "malformed") {
        return no(unauthenticated(edgeUrl, server, { problem: presented, proofRequired }));
      }
      const caller = await verified(verifierFor(before), presented);
      if (caller instanceof TokenError) {
        return no(refusedBy(caller, edgeUrl, server, proofRequired));
      }
      // A server that is not in the configuration, or an instance in place of those that fail, may have announced itself a
      // moment ago.
      if (!before.routes.some((route) => route.server === server && canServe(route))) await configuration.refresh();
      const now = configuration.current();
      return now === null
        ? no(withoutPolicy())
        : judge(now, server, caller, from.headersDistinct[clientHeader]?.join());
    },
    keyAges: () => last?.verifier.keyAges() ?? [],
    close: () => last?.verifier.close(),
  };
}

export const withoutPolicy = (): Refused =>
  notReady("The edge has no policy that the registry confirmed recently, so no request passes. Try again in a moment.");

/** RFC 6750 §2.1, RFC 9449 §7.1. Two of them count as malformed, because it would not be clear which one is meant. */
function shownToken(from: IncomingMessage, path: string): PresentedToken | "malformed" | null {
  const { authorization: values = [], dpop: proofs = [] } = from.headersDistinct;
  if (values.length === 0) return null;
  const [, scheme, token] =
    values.length === 1 ? (/^(Bearer|DPoP) +([\w.~+/-]+=*) *$/i.exec(values[0] ?? "") ?? []) : [];
  if (scheme === undefined || token === undefined) return "malformed";
  const { method = "" } = from;
  return { scheme: scheme.toLowerCase() === "dpop" ? "DPoP" : "Bearer", token, proofs, method, path };
}

function refusedBy(problem: TokenError, edgeUrl: string, server: string, proofRequired: boolean): Refused {
  switch (problem.code) {
    case "invalid":
    case "signed-out":
    case "unproven":
    case "not-ours":
      return unauthenticated(edgeUrl, server, { problem, proofRequired });
    case "unreadable-claims":
      return unreadableClaims(problem.message);
    case "busy":
    case "issuer-unavailable":
      return notReady(problem.message);
  }
}

const verified = (verifier: TokenVerifier, presented: PresentedToken): Promise<Caller | TokenError> =>
  verifier.verify(presented.token, presented).catch((error: unknown) => {
    if (error instanceof TokenError) return error;
    throw error;
  });

const no = (refused: Refused): Judgement => ({ passes: false, refused });
