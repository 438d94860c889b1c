/**
 * The inbox's two cookies. The session cookie is SameSite=Strict, so browsers do not send it with a link or form of
 * another site. The cookie of a sign-in in progress is Lax, because the provider's redirect comes from another site. It
 * is sealed, and its name contains the id of its trip. Both are for the registry's own path alone.
 */
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { pageAddresses } from "../page/page-address.ts";
import type { Seal } from "../seal.ts";
import { Trip } from "./identity.ts";
import { sessionLimitsMs } from "./sessions.ts";

export interface Cookies {
  session(request: Context): string | undefined;
  keepSession(request: Context, id: string): void;
  dropSession(request: Context): void;
  keepTrip(request: Context, trip: Trip): void;
  /**
   * The trip that a provider's answer belongs to. It is removed from the cookies. Null if this browser has begun no
   * such trip.
   */
  takeTrip(request: Context, state: string): Trip | null;
}

/** Seconds that a person may take to sign in. */
const tripLifetimeSeconds = 600;

export function inboxCookies(registryUrl: string, seal: Seal): Cookies {
  const secure = registryUrl.startsWith("https:");
  const path = pageAddresses(registryUrl)("/");
  // RFC 6265bis §4.1.3: browsers accept these prefixes only over https. `__Host-` binds a cookie to this host, and demands
  // that it is for all paths of it. Below a path, that would hand the cookie to the servers of the host's other applications.
  const prefix = secure ? (path === "/" ? "__Host-" : "__Secure-") : "";
  const common = { path, httpOnly: true, secure } as const;
  const sessionName = `${prefix}drawbridge-inbox`;
  const tripName = (state: string): string => `${prefix}drawbridge-trip-${state.replace(/[^\w-]/g, "").slice(0, 12)}`;

  return {
    session: (request) => getCookie(request, sessionName),
    keepSession: (request, id) =>
      setCookie(request, sessionName, id, { ...common, sameSite: "Strict", maxAge: sessionLimitsMs.total / 1000 }),
    dropSession: (request) => void deleteCookie(request, sessionName, common),
    keepTrip: (request, trip) =>
      setCookie(request, tripName(trip.state), seal.seal(JSON.stringify(trip)), {
        ...common,
        ...{ sameSite: "Lax", maxAge: tripLifetimeSeconds },
      }),
    takeTrip(request, state) {
      const opened = seal.open(getCookie(request, tripName(state)) ?? "");
      deleteCookie(request, tripName(state), common);
      const trip = opened === null ? null : Trip.parse(JSON.parse(opened));
      return trip?.state === state ? trip : null;
    },
  };
}
