/**
 * The addresses of the registry's own pages, as a browser needs them. Inside the registry, every path begins at "/". Where
 * its public address has a path, that path is removed as a request comes in, and put before each link, form and redirect.
 */
import type { RequestListener } from "node:http";
import { basePathOf, belowBase } from "@drawbridge/hosted/base-path";
import type { Context, MiddlewareHandler } from "hono";

/** The address of a page, from its path inside the registry, such as "/approvals". */
export type PageAddress = (path: string) => string;

declare module "hono" {
  interface ContextVariableMap {
    pageAt: PageAddress;
  }
}

/** `url` is the registry's public address. */
export function pageAddresses(url: string): PageAddress {
  const base = basePathOf(url);
  return (path) => `${base}${path}`;
}

/** Gives each request the addresses of pages. */
export function withPageAddresses(url: string): MiddlewareHandler {
  const pageAt = pageAddresses(url);
  return async (request, next) => {
    request.set("pageAt", pageAt);
    await next();
  };
}

/** Sends the browser to another page of the registry by GET. */
export const redirectTo = (request: Context, path: string): Response => request.redirect(request.var.pageAt(path), 303);

/** Serves the requests for `url`, behind an ingress that strips its path and behind one that leaves it. */
export const belowOwnPath =
  (url: string, serve: RequestListener): RequestListener =>
  (from, to) => {
    from.url = belowBase(from.url ?? "", url);
    return serve(from, to);
  };
