/**
 * The world of the workbench's tests: a running stack, a real workbench with the extension, and people who sign in and
 * decide.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { Page } from "playwright-core";
import { z } from "zod";
import { BrokerClient } from "../../../proxy/client/broker-client.ts";
import { homeOf } from "../../../proxy/files/home.ts";
import { cli } from "../agents/command-line.ts";
import { until } from "../clocks/until.ts";
import { type CuttingDatabase, cuttingDatabase } from "../fault-ports/cutting-database.ts";
import { Approver } from "../people/approver.ts";
import { demoToken } from "../people/demo-token.ts";
import { type RunningStack, runStack } from "../worlds/running-stack.ts";
import { chromium } from "./chromium.ts";
import type { UnsureServer } from "./unsure-server.ts";
import { unsureServer } from "./unsure-server-name.ts";
import type { Window } from "./window.ts";
import { Workbench } from "./workbench.ts";

/** The stack admits this server; it joins where a test asks for it. */
const stackArguments = ["--server", unsureServer];

export class World {
  readonly home: string;
  readonly workbench: Workbench;
  /** The network before the stack's database; a test may cut it. */
  readonly database: CuttingDatabase;
  #stack: RunningStack;
  #window: Window | null = null;

  private constructor(home: string, database: CuttingDatabase, stack: RunningStack, workbench: Workbench) {
    this.home = home;
    this.database = database;
    this.#stack = stack;
    this.workbench = workbench;
  }

  /** `databaseUrl` is an empty database, for this stack alone. */
  static async start(databaseUrl: string): Promise<World> {
    const browser = chromium();
    if (browser === null) throw new Error("There is no Chromium; scripts/test.ts leaves this suite out then.");
    const home = mkdtempSync(join(tmpdir(), "drawbridge-home-"));
    const database = await cuttingDatabase(databaseUrl);
    const stack = await runStack({ args: stackArguments, variables: { DATABASE_URL: database.url } });
    const workbench = await Workbench.start({ chromium: browser, home, registry: stack.registryUrl });
    return new World(home, database, stack, workbench);
  }

  get registryUrl(): string {
    return this.#stack.registryUrl;
  }

  /** The first window, which stays open for all suites; its side bar shows Drawbridge. */
  async window(): Promise<Window> {
    if (this.#window !== null) return this.#window;
    this.#window = await this.workbench.open();
    await this.#window.openSidebar();
    return this.#window;
  }

  /** The first window, with no user signed in and nothing left over on the screen. */
  async signedOut(): Promise<Window> {
    const window = await this.window();
    await window.clear();
    await window.ask("command", { id: "drawbridge.signOut" }, z.unknown());
    await window.statusBar.filter({ hasText: "sign in" }).waitFor();
    // A sign-out that had nothing to end says so.
    await window.ask("command", { id: "notifications.clearAll" }, z.unknown());
    // Otherwise the next test could take an earlier tool for its own.
    const tools = async () => await window.ask("tools", {}, z.array(z.object({ name: z.string() })));
    await until(
      "no tool is left",
      async () => !(await tools()).some(({ name }) => name === "mcp_presto_query"),
      10_000,
    );
    return window;
  }

  /** The first window, with `person` signed in. */
  async signedIn(person: string): Promise<Window> {
    const window = await this.signedOut();
    await this.signIn(window, person);
    return window;
  }

  /** Signs in as a person does: with the button, then in the browser. */
  async signIn(window: Window, person: string): Promise<void> {
    const login = await this.beginSignIn(window);
    await this.choose(login, person);
    await window.page.bringToFront();
    await window.statusBar.filter({ hasNotText: "sign in" }).waitFor();
  }

  /** The identity provider's page, opened by the button. */
  async beginSignIn(window: Window): Promise<Page> {
    await this.forgetBrowser();
    const opened = this.workbench.context.waitForEvent("page");
    await window.welcomeButton("Sign In").click();
    const login = await opened;
    await login.getByRole("button", { name: "Cancel" }).waitFor();
    return login;
  }

  /** Deletes the cookies, because the provider and the inbox remember a browser and would not ask the next person. */
  async forgetBrowser(): Promise<void> {
    await this.workbench.context.clearCookies({ name: /^(_session|_interaction|drawbridge-)/ });
  }

  /** Chooses a user, types the code that the editor shows, and allows the editor. */
  async choose(login: Page, person: string): Promise<void> {
    await login.getByRole("button", { name: `(${person})` }).click();
    await this.allow(login);
    await login.getByText("You can close this page now").waitFor();
    await login.close();
  }

  /** Types the editor's code on the registry's page, and clicks Allow. */
  async allow(page: Page): Promise<void> {
    await page.getByLabel("The code that your editor shows").fill(await this.code());
    await page.getByRole("button", { name: "Allow" }).click();
  }

  /** The code, as the editor shows it. */
  async code(): Promise<string> {
    const codeText = (await this.window())
      .notification("Signing in to Drawbridge")
      .filter({ hasText: /[B-Z]{4}-[B-Z]{4}/ });
    await codeText.waitFor();
    return /[B-Z]{4}-[B-Z]{4}/.exec(await codeText.innerText())?.[0] ?? "";
  }

  /** Runs SQL in the registry's own tables, as an operator with access to the database can. */
  async sql(text: string, values: readonly unknown[] = []): Promise<void> {
    const client = new pg.Client(this.database.url);
    await client.connect();
    await client.query(text, [...values]);
    await client.end();
  }

  /** A server of the stack that never knows how its approved calls ended. */
  async unsureServer(): Promise<UnsureServer> {
    // Loaded only now: it imports worlds of mocha's, and the bench uses this world without mocha.
    const { UnsureServer } = await import("./unsure-server.ts");
    return UnsureServer.join(this.#stack.home, this.registryUrl);
  }

  /** The id of the broker's process of this home; starts a broker where none runs. */
  async brokerPid(): Promise<number> {
    const found = await BrokerClient.connect(homeOf(this.home), cli);
    const { pid } = await found.request("status");
    found.close();
    return pid;
  }

  /** Rejects what a failed test left waiting for `person`: a request that waits changes what the next test sees. */
  async rejectWaiting(person: string): Promise<void> {
    const approver = await Approver.of((user) => demoToken(this.registryUrl, user), this.registryUrl, person);
    await approver.rejectAll("Its test has failed.");
  }

  async stopStack(): Promise<void> {
    await this.#stack.stop();
  }

  /** Starts the stack again at the same addresses, with `more` variables. */
  async restartStack(more: NodeJS.ProcessEnv = {}): Promise<void> {
    const { home, registryUrl } = this.#stack;
    const port = Number(new URL(registryUrl).port);
    const variables = { DATABASE_URL: this.database.url, ...more };
    this.#stack = await runStack({ home, port, args: stackArguments, variables });
  }

  async close(): Promise<void> {
    await this.workbench.close();
    await this.#stack.stop();
    await this.database.close();
    for (const folder of [this.home, this.#stack.home]) rmSync(folder, { recursive: true, force: true });
  }
}
