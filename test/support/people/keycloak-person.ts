/** A person at Keycloak's own pages: the form for name and password, and the question of a device sign-in. */
import { passwordOf } from "../identity/keycloak-realm.ts";
import { Browser, type BrowserPage } from "./browser.ts";
import type { InboxVisitor, Visited } from "./inbox-visitor.ts";

export class KeycloakPerson {
  readonly #name: string;
  readonly #browser: Browser;

  /** `stopAt` as of a Browser. */
  constructor(name: string, stopAt?: string) {
    this.#name = name;
    this.#browser = new Browser(stopAt);
  }

  /** Opens the address and signs in where Keycloak asks. Returns the page after it. */
  async signIn(url: string): Promise<BrowserPage> {
    const page = await this.#browser.visit(url);
    return page.html.includes('id="kc-form-login"') ? this.#answer(page) : page;
  }

  /** Opens the link of a device sign-in, signs in, and says yes to the device. */
  async allowDevice(url: string): Promise<BrowserPage> {
    return this.#browser.submit(await this.signIn(url), { accept: "Yes" });
  }

  /** Signs out at Keycloak's own page, as from the company's portal. */
  async signOut(issuer: string): Promise<BrowserPage> {
    const question = await this.#browser.visit(`${issuer}/protocol/openid-connect/logout`);
    return this.#browser.submit(question, { confirmLogout: "Logout" });
  }

  #answer(page: BrowserPage): Promise<BrowserPage> {
    return this.#browser.submit(page, { username: this.#name, password: passwordOf(this.#name), credentialId: "" });
  }
}

/** Signs in at Keycloak on the way to a page of the registry. Returns that page. */
export async function signInAtKeycloak(visitor: InboxVisitor, name: string, path: string): Promise<Visited> {
  return answerKeycloak(visitor, name, await visitor.visit(path));
}

/** Types name and password on Keycloak's page. Returns the page after it. */
export async function answerKeycloak(visitor: InboxVisitor, name: string, page: Visited): Promise<Visited> {
  const action = /id="kc-form-login"[^>]* action="([^"]*)"/.exec(page.html)?.[1]?.replaceAll("&amp;", "&");
  if (action === undefined) throw new Error(`Keycloak asks for no name at ${page.url}:\n${page.html}`);
  return visitor.visit(action, {
    method: "POST",
    body: new URLSearchParams({ username: name, password: passwordOf(name), credentialId: "" }),
  });
}
