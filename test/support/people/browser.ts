/**
 * A minimal browser: it keeps cookies, follows redirects and submits forms. That is enough, because sign-in pages run no
 * scripts.
 */

export interface BrowserPage {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
}

export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #stopAt: string | undefined;

  /** A redirect to an address that begins with `stopAt` is not followed: the returned page has that URL. */
  constructor(stopAt?: string) {
    this.#stopAt = stopAt;
  }

  /** Visits `url` and follows every other redirect, also to other origins. */
  async visit(url: string, form?: Record<string, string>): Promise<BrowserPage> {
    let next = { url, form };
    for (;;) {
      const { response, page } = await this.#ask(next.url, next.form);
      const location = response.headers.get("location");
      if (location === null || response.status < 300 || response.status >= 400) return page;
      next = { url: new URL(location, next.url).href, form: undefined };
      if (this.#stopAt !== undefined && next.url.startsWith(this.#stopAt)) return { ...page, url: next.url };
    }
  }

  /** Submits the page's form with `fields` filled in or clicked. */
  submit(page: BrowserPage, fields: Record<string, string>): Promise<BrowserPage> {
    const action = /<form[^>]* action="([^"]*)"/.exec(page.html)?.[1]?.replaceAll("&amp;", "&") ?? page.url;
    const hidden = [...page.html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const form = { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...fields };
    return this.visit(new URL(action, page.url).href, form);
  }

  async #ask(
    url: string,
    form: Record<string, string> | undefined,
  ): Promise<{ response: Response; page: BrowserPage }> {
    const response = await fetch(url, {
      method: form === undefined ? "GET" : "POST",
      redirect: "manual",
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form !== undefined && { body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const [name = "", ...value] = pair.split("=");
      if (value.join("=") === "") this.#cookies.delete(name);
      else this.#cookies.set(name, value.join("="));
    }
    const page = { url, status: response.status, headers: response.headers, html: await response.text() };
    return { response, page };
  }
}
