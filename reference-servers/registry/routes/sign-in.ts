/**
 * `/sign-in`: the return page of an editor's sign-in. The browser comes here after the broker's leg, which follows the
 * person's Allow (pairing/). Only that editor gets the answer that the browser brings.
 */
import { type IdentityProvider, metadataUrlOf } from "@drawbridge/contracts/identity-provider/provider";
import { signInReturn } from "@drawbridge/contracts/sign-in-return";
import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import { donePage, olderEditorPage, strayPage } from "../page/return-page.ts";
import { type RedirectRules, stateOfRedirect } from "../pairing/browser-redirect.ts";
import type { Pairing } from "../pairing/pairing.ts";
import type { Pairings } from "../pairing/pairings.ts";
import { sealFor } from "../seal.ts";
import { firstProviderOf, type RegistrySettings } from "../settings.ts";

const cookieName = "drawbridge-sign-in";
/** Seconds; as long as a person may take to sign in. */
const tripLifetimeSeconds = 600;
const providerTimeoutMs = 5_000;
/** Maximum number of characters of an answer. A code has some hundred. */
const maxAnswerLength = 8_000;

const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const Metadata = z.object({ authorization_endpoint: z.url() });
const Trip = z.object({ pairing: z.string(), state: z.string() });

export interface ReturnPage {
  /** Throws if the identity provider is unreachable. */
  rules(): Promise<RedirectRules>;
  /**
   * Where the browser goes for the leg of a pairing that was allowed a moment ago. A cookie identifies the pairing when
   * the browser comes back. Null if the pairing has no leg.
   */
  begin(request: Context, pairing: Pairing): Promise<string | null>;
  readonly routes: Hono;
}

export function returnPage(settings: RegistrySettings, pairings: Pairings): ReturnPage {
  const { url, rootSecret } = settings;
  const provider = firstProviderOf(settings);
  const back = `${url}${signInReturn.back}`;
  const seal = sealFor("editor-sign-in", rootSecret);
  let endpoint: string | undefined;
  const rules = async (): Promise<RedirectRules> => {
    endpoint ??= await authorizationEndpointOf(provider);
    return { back, authorizationEndpoint: endpoint, clientIds: provider.broker.clientIds };
  };
  const cookie = { path: "/", httpOnly: true, sameSite: "Lax", secure: url.startsWith("https:") } as const;
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
    .get(signInReturn.start, (request) => answer(request, olderEditorPage(), 410))
    .get(signInReturn.back, async (request) => {
      const trip = tripOf(request);
      deleteCookie(request, cookieName, cookie);
      const { search, searchParams } = new URL(request.req.url);
      const ours = trip !== null && searchParams.getAll("state").join() === trip.state;
      const stored =
        ours && search.length <= maxAnswerLength && (await pairings.answered(trip.pairing, search.slice(1)));
      return stored ? answer(request, donePage(searchParams.has("error")), 200) : answer(request, strayPage(), 400);
    });

  return {
    rules,
    routes,
    async begin(request, { id, leg }) {
      const state = leg === null ? null : stateOfRedirect(leg, await rules());
      if (state === null) return null;
      const trip: z.infer<typeof Trip> = { pairing: id, state };
      setCookie(request, cookieName, seal.seal(JSON.stringify(trip)), { ...cookie, maxAge: tripLifetimeSeconds });
      return leg;
    },
  };
}

/** The endpoint that the provider's metadata names (OpenID Connect Discovery §4). */
async function authorizationEndpointOf(provider: IdentityProvider): Promise<string> {
  const response = await fetch(metadataUrlOf(provider), {
    signal: AbortSignal.timeout(providerTimeoutMs),
  });
  return Metadata.parse(await response.json()).authorization_endpoint;
}
