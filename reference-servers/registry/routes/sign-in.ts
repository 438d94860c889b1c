/**
 * `/sign-in`: the return page of an editor's sign-in. The browser comes here after the broker's leg, which follows the
 * person's Allow (pairing/). Only that editor gets the answer that the browser brings.
 */
import { type IdentityProvider, metadataUrlOf } from "@drawbridge/contracts/identity-provider/provider";
import { signInReturn } from "@drawbridge/contracts/sign-in-return";
import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import { pageAddresses } from "../page/page-address.ts";
import { donePage, olderEditorPage, strayPage } from "../page/return-page.ts";
import { type AcceptedRedirect, acceptedRedirect, type RedirectRules } from "../pairing/browser-redirect.ts";
import type { Pairing } from "../pairing/pairing.ts";
import type { Pairings } from "../pairing/pairings.ts";
import { sealFor } from "../seal.ts";
import { identityProvidersOf, type RegistrySettings } from "../settings.ts";

const cookieName = "drawbridge-sign-in";
/** Seconds; as long as a person may take to sign in. */
const tripLifetimeSeconds = 600;
const providerTimeoutMs = 5_000;
/** Maximum number of characters of an answer. A code has some hundred. */
const maxAnswerLength = 8_000;

const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const Metadata = z.object({
  authorization_endpoint: z.url(),
  pushed_authorization_request_endpoint: z.url().optional(),
});
type Metadata = z.infer<typeof Metadata>;
const Trip = z.object({ pairing: z.string(), state: z.string() });

export interface ReturnPage {
  /** Null if no identity provider's rules accept the leg. Throws if a provider that may accept it is unreachable. */
  judged(leg: string): Promise<AcceptedRedirect | null>;
  /**
   * Where the browser goes for the leg of a pairing that was allowed a moment ago. A cookie identifies the pairing when
   * the browser comes back. Null if the pairing has no leg.
   */
  begin(request: Context, pairing: Pairing): Promise<string | null>;
  readonly routes: Hono;
}

export function returnPage(settings: RegistrySettings, pairings: Pairings): ReturnPage {
  const { url, rootSecret } = settings;
  const back = `${url}${signInReturn.back}`;
  const seal = sealFor("editor-sign-in", rootSecret);
  const rulesOfAll = identityProvidersOf(settings).map((provider) => rulesOf(provider, back));
  const judged = async (leg: string): Promise<AcceptedRedirect | null> => {
    const judgements = rulesOfAll.map(async (rules) => {
      const accepted = acceptedRedirect(leg, await rules());
      if (accepted === null) throw notAccepted;
      return accepted;
    });
    return Promise.any(judgements).catch((problem: AggregateError) => {
      const unreachable = problem.errors.find((error) => error !== notAccepted);
      if (unreachable !== undefined) throw unreachable;
      return null;
    });
  };
  const cookie = {
    path: pageAddresses(url)("/"),
    httpOnly: true,
    sameSite: "Lax",
    secure: url.startsWith("https:"),
  } as const;
  const answer = (request: Context, page: ReturnType<typeof strayPage>, status: 200 | 400 | 410) => {
    request.header("content-security-policy", contentSecurityPolicy);
    request.header("referrer-policy", "no-referrer");
    return request.html(page, status);
  };
  const tripOf = (request: Context): z.infer<typeof Trip> | null => {
    const opened = seal.open(getCookie(request, cookieName) ?? "");
    return opened === null ? null : Trip.parse(JSON.parse(opened));
  };

  const routes = new Hono()
    .get(signInReturn.start, (request) => answer(request, olderEditorPage(request.var.pageAt), 410))
    .get(signInReturn.back, async (request) => {
      const trip = tripOf(request);
      deleteCookie(request, cookieName, cookie);
      const { pageAt } = request.var;
      const { search, searchParams } = new URL(request.req.url);
      const ours = trip !== null && searchParams.getAll("state").join() === trip.state;
      const stored =
        ours && search.length <= maxAnswerLength && (await pairings.answered(trip.pairing, search.slice(1)));
      return stored
        ? answer(request, donePage(searchParams.has("error"), pageAt), 200)
        : answer(request, strayPage(pageAt), 400);
    });

  return {
    judged,
    routes,
    async begin(request, { id, leg }) {
      const accepted = leg === null ? null : await judged(leg);
      if (accepted === null) return null;
      const trip: z.infer<typeof Trip> = { pairing: id, state: accepted.state };
      setCookie(request, cookieName, seal.seal(JSON.stringify(trip)), { ...cookie, maxAge: tripLifetimeSeconds });
      return accepted.address;
    },
  };
}

/** One provider's judgement. It differs from an error of a provider that is unreachable. */
const notAccepted = new Error("not accepted");

/** The provider's metadata is read once, at the first use. */
function rulesOf(provider: IdentityProvider, back: string): () => Promise<RedirectRules> {
  let metadata: Metadata | undefined;
  return async () => {
    metadata ??= await metadataOf(provider);
    const { authorization_endpoint: authorizationEndpoint, pushed_authorization_request_endpoint: pushed } = metadata;
    return { back, authorizationEndpoint, clientIds: provider.broker.clientIds, pushes: pushed !== undefined };
  };
}

/** OpenID Connect Discovery §4, RFC 9126 §5. */
async function metadataOf(provider: IdentityProvider): Promise<Metadata> {
  const response = await fetch(metadataUrlOf(provider), {
    signal: AbortSignal.timeout(providerTimeoutMs),
  });
  return Metadata.parse(await response.json());
}
