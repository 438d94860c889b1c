/** `/sign-in`: an editor's browser trip to the identity provider and back; see contracts/sign-in-return.ts. */
import { oauthClients } from "@drawbridge/contracts/oauth";
import { returnParameters, signInReturn, toParameter } from "@drawbridge/contracts/sign-in-return";
import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import { returnPage, strayPage } from "../page/return-page.ts";
import type { RegistrySettings } from "../settings.ts";
import { arrivalOf, type ReturnRules, readTrip, resumeTrip, type Trip } from "../sign-in-return.ts";

const cookieName = "drawbridge-sign-in";
/** Seconds; as long as people may take to sign in. */
const tripLasts = 600;
const patienceMs = 5_000;

const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const Metadata = z.object({ authorization_endpoint: z.url() });

export function signInRoutes({ url, issuer, editorOrigins = [] }: RegistrySettings): Hono {
  const back = `${url}${signInReturn.back}`;
  let endpoint: string | undefined;
  const rules = async (): Promise<ReturnRules> => {
    endpoint ??= await authorizationEndpointOf(issuer);
    return { back, authorizationEndpoint: endpoint, clientIds: Object.values(oauthClients), editorOrigins };
  };
  const cookie = { path: "/", httpOnly: true, sameSite: "Lax", secure: url.startsWith("https:") } as const;
  const remember = (request: Context, trip: Trip) =>
    setCookie(request, cookieName, toParameter(trip), { ...cookie, maxAge: tripLasts });
  const answer = (request: Context, page: ReturnType<typeof strayPage>, status: 200 | 400) => {
    request.header("content-security-policy", contentSecurityPolicy);
    request.header("referrer-policy", "no-referrer");
    return request.html(page, status);
  };

  return new Hono()
    .get(signInReturn.start, async (request) => {
      const trip = readTrip(request.req.query(returnParameters.trip) ?? null, await rules());
      const [first, ...legs] = trip?.legs ?? [];
      if (trip === null || first === undefined) return answer(request, strayPage(), 400);
      remember(request, { ...trip, legs });
      return request.redirect(first, 303);
    })
    .get(signInReturn.back, async (request) => {
      const before = resumeTrip(getCookie(request, cookieName), await rules());
      deleteCookie(request, cookieName, cookie);
      if (before === null) return answer(request, strayPage(), 400);
      const { search, searchParams } = new URL(request.req.url);
      const trip = { ...before, answers: [...before.answers, search.slice(1)] };
      const [next, ...legs] = searchParams.has("error") ? [] : trip.legs;
      if (next === undefined) return answer(request, returnPage(arrivalOf(trip)), 200);
      remember(request, { ...trip, legs });
      return request.redirect(next, 303);
    });
}

/** As the provider's metadata names it (OpenID Connect Discovery §4). */
async function authorizationEndpointOf(issuer: string): Promise<string> {
  const response = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(patienceMs),
  });
  return Metadata.parse(await response.json()).authorization_endpoint;
}
