/** An HTTP client for the inbox that can also send what a browser would not send: any cookie, any header, any form. */
import type { Claims, TestIssuer } from "../identity/issuer.ts";

export interface Visited {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
}

export class InboxVisitor {
  readonly cookies = new Map<string, string>();
  /** Where each cookie goes, as a browser keeps it (RFC 6265 §5.4). One that the test itself put there goes everywhere. */
  readonly #scopes = new Map<string, { readonly host: string; readonly path: string }>();
  readonly #registry: string;

  constructor(registry: string) {
    this.#registry = registry;
  }

  /** A visitor who has signed in. */
  static async signedIn(registry: string, user: string): Promise<InboxVisitor> {
    const visitor = new InboxVisitor(registry);
    await visitor.signIn(user);
    return visitor;
  }

  /** Sends one request, and follows no redirect. `address` may be a path below the registry's address. */
  async ask(address: string, init: RequestInit = {}): Promise<Visited> {
    const url = address.startsWith("/") ? this.#registry + address : address;
    const cookie = this.cookiesFor(url);
    const response = await fetch(url, { redirect: "manual", ...init, headers: { cookie, ...init.headers } });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ""] = set.split(";");
      const [name = "", ...value] = pair.split("=");
      if (value.join("=") === "") this.cookies.delete(name);
      else this.cookies.set(name, value.join("="));
      this.#scopes.set(name, { host: new URL(url).hostname, path: /; *path=([^;]+)/i.exec(set)?.[1] ?? "/" });
    }
    return { url, status: response.status, headers: response.headers, html: await response.text() };
  }

  /** The Cookie header that a browser sends to this address. */
  cookiesFor(url: string): string {
    const { hostname, pathname } = new URL(url);
    const goesThere = (name: string): boolean => {
      const { host, path } = this.#scopes.get(name) ?? { host: hostname, path: "/" };
      return host === hostname && (pathname === path || pathname.startsWith(path.endsWith("/") ? path : `${path}/`));
    };
    return [...this.cookies].flatMap(([name, value]) => (goesThere(name) ? [`${name}=${value}`] : [])).join("; ");
  }

  /** Follows redirects and pages that forward by themselves, as a browser does. */
  async visit(path: string, init: RequestInit = {}): Promise<Visited> {
    let page = await this.ask(path, init);
    for (let hops = 0; hops < 20; hops += 1) {
      const next = page.headers.get("location") ?? /http-equiv="refresh" content="0;url=([^"]+)"/.exec(page.html)?.[1];
      if (next === undefined) return page;
      page = await this.ask(new URL(next.replaceAll("&amp;", "&"), page.url).href);
    }
    throw new Error("It goes round in circles.");
  }

  /** Signs in as a demo user on the way to `path`. */
  async signIn(user: string, path = "/approvals"): Promise<Visited> {
    const page = await this.visit(path);
    return this.visit(page.url, {
      method: "POST",
      body: new URLSearchParams({ user }),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
  }

  /** Signs in where a test holds the provider's keys, as if the person with these claims had just signed in there. */
  async signInAt(issuer: TestIssuer, claims: Claims, path = "/approvals", authenticatedAt?: Date): Promise<Visited> {
    const begun = await this.ask(
      `/sign-in/inbox?to=${encodeURIComponent(path)}&provider=${encodeURIComponent(issuer.url)}`,
    );
    const state = new URL(begun.headers.get("location") ?? "").searchParams.get("state") ?? "";
    const back = new URLSearchParams({ code: issuer.code(claims, authenticatedAt), state, iss: issuer.url });
    return this.visit(`/sign-in/inbox/back?${back}`);
  }

  /** The form token of this session. */
  async formToken(): Promise<string> {
    const { html } = await this.ask("/approvals");
    return /name="form" value="([^"]+)"/.exec(html)?.[1] ?? "";
  }

  /** Sends a form as a page of this registry does that has been open for a minute. `headers` replace the page's. */
  async post(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
    /** Fields that a form has more than once. */
    repeated: readonly [string, string][] = [],
  ): Promise<Visited> {
    const once = { form: await this.formToken(), drawn: String(Date.now() - 60_000), ...fields };
    return this.ask(path, {
      method: "POST",
      body: new URLSearchParams([...Object.entries(once), ...repeated]),
      headers: { origin: new URL(this.#registry).origin, ...headers },
    });
  }
}
