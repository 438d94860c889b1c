/** A real workbench: code-server with the packaged extension installed, its pages in a Chromium that tests drive. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Browser, type BrowserContext, chromium as driver, type Page } from "playwright-core";
import { extensionId } from "../../../extension/contributions.ts";
import { tool } from "../../../scripts/tool.ts";
import { ofNoCompany, packExtension } from "../../../scripts/vsix.ts";
import { until } from "../clocks/until.ts";
import { repository } from "../machine/source-files.ts";
import { freePort } from "../network/listening.ts";
import { codeServer } from "./code-server.ts";
import { viewport, Window } from "./window.ts";

const run = promisify(execFile);

export interface WorkbenchOptions {
  readonly chromium: string;
  /** The home of the user's broker. */
  readonly home: string;
  /** The preset of the registry setting. Where it is empty, the editor asks the person. */
  readonly registry: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether folders have to be trusted first. */
  readonly workspaceTrust?: boolean;
}

type Texts = Readonly<Record<string, string>>;

export class Workbench {
  readonly #folder: string;
  readonly #server: ChildProcess;
  readonly #browser: Browser;
  readonly #url: string;
  /** One browser context for all windows, because they share what a browser profile stores, secrets included. */
  readonly context: BrowserContext;

  private constructor(folder: string, server: ChildProcess, url: string, browser: Browser, context: BrowserContext) {
    this.#folder = folder;
    this.#server = server;
    this.#url = url;
    this.#browser = browser;
    this.context = context;
  }

  static async start(options: WorkbenchOptions): Promise<Workbench> {
    const folder = mkdtempSync(join(tmpdir(), "drawbridge-workbench-"));
    const [entry, vsix, companion, port] = await Promise.all([
      codeServer(),
      packExtension(join(folder, "vsix"), { ...ofNoCompany, registry: options.registry }),
      packCompanion(folder),
      freePort(),
    ]);
    for (const name of ["home", "workspace", "ports", "user/User"]) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, "user", "User", "settings.json"), JSON.stringify({ ...settings, ...options.settings }));
    const env = {
      PATH: process.env.PATH,
      HOME: join(folder, "home"),
      DRAWBRIDGE_HOME: options.home,
      COMPANION_PORTS: join(folder, "ports"),
    };
    const places = ["--user-data-dir", join(folder, "user"), "--extensions-dir", join(folder, "extensions")];
    for (const file of [vsix.file, companion]) {
      await run(process.execPath, [entry, ...places, "--install-extension", file], { env });
    }
    const trust = options.workspaceTrust === true ? [] : ["--disable-workspace-trust"];
    const log = openSync(join(folder, "server.log"), "w");
    const server = spawn(
      process.execPath,
      [entry, ...places, ...serverArguments, ...trust, "--bind-addr", `127.0.0.1:${port}`],
      { env, detached: true, stdio: ["ignore", log, log] },
    );
    const url = `http://127.0.0.1:${port}`;
    await until(
      "code-server answers",
      () =>
        fetch(`${url}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      60_000,
    );
    const browser = await driver.launch({
      executablePath: options.chromium,
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
    });
    const context = await browser.newContext({ viewport, permissions: ["clipboard-read", "clipboard-write"] });
    return new Workbench(folder, server, url, browser, context);
  }

  /** The home folder of the person at the editor, where their agents keep their files. */
  get userHome(): string {
    return join(this.#folder, "home");
  }

  /** Opens a window on an empty folder, and waits until its extensions run. `configured` changes its page's configuration. */
  async open(configured: Readonly<Record<string, unknown>> = {}): Promise<Window> {
    const page = await this.context.newPage();
    if (Object.keys(configured).length > 0) await page.addInitScript(configuring(configured));
    return this.#loaded(page);
  }

  /**
   * Opens a window in another language (BCP 47) than English, with these texts of the extension: those of its bundle, and
   * those of its manifest. The editor's own texts stay English, because no language pack is installed.
   */
  async openIn(language: string, bundle: Texts, manifest: Texts): Promise<Window> {
    const extensions = join(this.#folder, "extensions");
    const name = readdirSync(extensions).find((each) => each.startsWith(`${extensionId}-`));
    if (name === undefined) throw new Error(`${extensionId} is not installed.`);
    writeFileSync(join(extensions, name, "l10n", `bundle.l10n.${language}.json`), JSON.stringify(bundle));
    writeFileSync(join(extensions, name, `package.nls.${language}.json`), JSON.stringify(manifest));
    const page = await this.context.newPage();
    await page.addInitScript(
      `Object.defineProperty(globalThis, "_VSCODE_NLS_LANGUAGE", { get: () => ${JSON.stringify(language)}, set: () => {} });`,
    );
    return this.#loaded(page);
  }

  /** Opens a window in which the editor remembers nothing of the others. The caller closes its browser context. */
  async openForgetful(): Promise<Window> {
    const context = await this.#browser.newContext({ viewport, permissions: ["clipboard-read", "clipboard-write"] });
    return this.#loaded(await context.newPage());
  }

  async #loaded(page: Page): Promise<Window> {
    const window = new Window(
      page,
      join(this.#folder, "ports"),
      `${this.#url}/?folder=${join(this.#folder, "workspace")}`,
    );
    await window.load();
    return window;
  }

  /** Runs the tests of `runner` inside the extension host of a window of their own; resolves when they ended. */
  async runInside(developedFolder: string, runner: string): Promise<void> {
    const page = await this.context.newPage();
    const ended = new Promise<void>((done) => void page.exposeFunction("codeAutomationExit", () => done()));
    await page.exposeFunction("codeAutomationLog", () => {});
    const at = (path: string) => ({ scheme: "vscode-remote", authority: new URL(this.#url).host, path });
    const developmentOptions = { extensions: [at(developedFolder)], extensionTestsPath: at(runner) };
    await page.addInitScript(configuring({ developmentOptions }));
    await page.goto(`${this.#url}/?folder=${join(this.#folder, "workspace")}`);
    await ended;
    await page.close();
  }

  /** Ends the server with everything that it started. */
  async close(): Promise<void> {
    await this.#browser.close();
    const ended = new Promise((done) => this.#server.once("exit", done));
    if (this.#server.pid !== undefined) process.kill(-this.#server.pid, "SIGTERM");
    await ended;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A script for the page. The workbench reads its configuration from an attribute that the server wrote. */
const configuring = (changes: Readonly<Record<string, unknown>>): string => `{
  const read = Element.prototype.getAttribute;
  Element.prototype.getAttribute = function (name) {
    const value = read.call(this, name);
    if (value === null || name !== "data-settings" || this.id !== "vscode-workbench-web-configuration") return value;
    return JSON.stringify({ ...JSON.parse(value), ...${JSON.stringify(changes)} });
  };
}`;

const serverArguments = [
  "--auth",
  "none",
  "--disable-telemetry",
  "--disable-update-check",
  "--disable-getting-started-override",
];

const settings = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "window.commandCenter": false,
};

async function packCompanion(folder: string): Promise<string> {
  const file = join(folder, "companion.vsix");
  const args = ["package", "--no-dependencies", "--allow-missing-repository", "--skip-license", "--out", file];
  await run(process.execPath, [tool("vsce"), ...args], { cwd: `${repository}test/support/vscode/companion` });
  return file;
}
