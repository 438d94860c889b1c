/** One window of the workbench, driven as a person would drive it, and its companion, which uses the editor's API. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Locator, Page } from "playwright-core";
import { z } from "zod";
import { until } from "../clocks/until.ts";
import { repository } from "../machine/source-files.ts";

const Answer = z.object({ result: z.unknown().optional(), error: z.string().optional() });

/** [the theme, the suffix of its pictures, the workbench's class] */
const themes = [
  ["Default Dark Modern", "dark", "vs-dark"],
  ["Default Light Modern", "light", "vs"],
  ["Default High Contrast", "contrast", "hc-black"],
] as const;

export const viewport = { width: 1280, height: 800 } as const;

/** How long (ms) a workbench may take to load on a busy machine. */
const timeoutMs = 60_000;

export class Window {
  readonly page: Page;
  readonly #ports: string;
  readonly #url: string;
  #companion = "";

  constructor(page: Page, ports: string, url: string) {
    this.page = page;
    this.#ports = ports;
    this.#url = url;
  }

  /** Resolves when the extensions of the window run. */
  async load(): Promise<void> {
    const before = this.#announced();
    await this.page.goto(this.#url);
    await this.#running(before);
  }

  async reload(): Promise<void> {
    const before = this.#announced();
    await this.page.reload();
    await this.#running(before);
  }

  /** Calls the editor's API as an extension would. Throws the error that the extension would get. */
  async ask<T>(operation: string, input: object, schema: z.ZodType<T>): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${this.#companion}/${operation}`, {
      method: "POST",
      body: JSON.stringify(input),
    });
    const { result, error } = Answer.parse(await response.json());
    if (error !== undefined) throw new Error(error);
    return schema.parse(result);
  }

  /** Runs a command from the command palette, by its title there. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget:visible input");
    await input.fill(`>${title}`);
    const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
    await row.click();
    // The command may open a pick of its own in the palette's place: a key or a look must not meet the palette.
    await until("the command palette is closed", async () => !(await this.#quickInput()).startsWith(">"));
  }

  /** The text in the box of the open quick pick; empty if none is open. */
  async #quickInput(): Promise<string> {
    const input = this.page.locator(".quick-input-widget:visible input");
    return (await input.count()) === 0
      ? ""
      : input
          .first()
          .inputValue({ timeout: 1_000 })
          .catch(() => "");
  }

  /** Opens the question for a registry, past the list of those that were used before, and types an address. */
  async chooseOtherRegistry(address: string): Promise<void> {
    await this.run("Drawbridge: Choose Registry…");
    await this.typeOtherRegistry(address);
  }

  /** Types an address into the question for a registry, past the list of those that were used before. */
  async typeOtherRegistry(address: string): Promise<void> {
    const another = this.quickRow("Enter another address…");
    const input = this.page.locator(".quick-input-widget:visible input");
    const prompt = this.page.getByText("The one address of Drawbridge at your company");
    await another.or(prompt).first().waitFor();
    if (await another.isVisible()) await another.click();
    await prompt.waitFor();
    await input.fill(address);
  }

  /** Which of these servers are in the editor's own list of MCP servers. */
  async listedServers(names: readonly string[]): Promise<readonly string[]> {
    await this.run("MCP: List Servers");
    // The command palette has a row "Add Server", too.
    await this.quickRow("Add a new server configuration").waitFor();
    const labels = await this.page.locator(".quick-input-list .monaco-list-row .label-name").allInnerTexts();
    await this.page.keyboard.press("Escape");
    return names.filter((name) => labels.some((label) => label.trim() === name));
  }

  /** Answers an input box. */
  async type(text: string): Promise<void> {
    await this.page.locator(".quick-input-widget:visible input").fill(text);
    await this.page.keyboard.press("Enter");
  }

  async openSidebar(): Promise<void> {
    await this.page.locator('.activitybar .action-label[aria-label*="Drawbridge"]').click();
  }

  /** Closes what an earlier test may have left open: notifications, quick picks, editors. */
  async clear(): Promise<void> {
    await this.page.bringToFront();
    await this.page.keyboard.press("Escape");
    for (const id of [
      "notifications.clearAll",
      "workbench.action.closeAllEditors",
      "workbench.action.closePanel",
      "drawbridge.clearFilter",
    ]) {
      await this.ask("command", { id }, z.unknown());
    }
  }

  /** Clicks an entry of a row's context menu. `opened` runs while the menu is open. */
  async clickInMenu(row: Locator, item: string, opened?: () => Promise<unknown>): Promise<void> {
    await row.click({ button: "right" });
    const entry = this.page.locator(".context-view").getByText(item, { exact: true });
    await entry.waitFor();
    await opened?.();
    // A menu that has just opened ignores a click and stays, because it takes it for the click that opened it.
    await until(`the menu took ${item}`, async () => {
      if (await entry.isVisible()) await entry.click();
      return !(await entry.isVisible());
    });
  }

  /** A button of a view that has nothing to show yet. */
  welcomeButton(name: string): Locator {
    return this.page.locator(".sidebar .welcome-view").getByText(name, { exact: true });
  }

  /** A row of the servers view. */
  row(label: string): Locator {
    return this.rowOf("Servers", label);
  }

  /** A row of one of the side bar's views. */
  rowOf(view: "Servers" | "Approvals" | "Activity", label: string): Locator {
    const header = this.page.locator(".pane-header", { hasText: view });
    const pane = this.page.locator(".sidebar .pane", { has: header });
    return pane.locator(".monaco-list-row[role=treeitem]", { hasText: label });
  }

  /** A row of the quick pick that is open. */
  quickRow(text: string): Locator {
    return this.page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first();
  }

  /** Selects exactly the rows of the open quick pick whose labels begin with these names. */
  async chooseAlone(names: readonly string[]): Promise<void> {
    const rows = this.page.locator(".quick-input-list .monaco-list-row");
    const looks = 10;
    let before = "";
    let alike = 0;
    await until(`${names.join(", ")} alone are chosen`, async () => {
      const labels = await Promise.all(
        (await rows.all()).map(async (row) => {
          const label = (await row.innerText()).trim();
          const chosen = (await row.locator(".monaco-checkbox.checked").count()) > 0;
          return { row, label, chosen, right: chosen === names.some((name) => label.startsWith(name)) };
        }),
      );
      // A preselection may appear a moment after its row. A click before that would undo it.
      const now = JSON.stringify(labels.map(({ label, chosen }) => [label, chosen]));
      alike = now === before ? alike + 1 : 0;
      before = now;
      if (alike < looks) return false;
      for (const { row, right } of labels) if (!right) await row.locator(".monaco-checkbox").click();
      return labels.length > 0 && labels.every(({ right }) => right);
    });
  }

  /** Milliseconds that the editor says an extension took to load and activate. */
  async activationTime(extension: string): Promise<number> {
    // The list draws only the rows that fit, and the fastest extensions come last.
    await this.page.setViewportSize({ width: 1280, height: 4_000 });
    await this.run("Developer: Show Running Extensions");
    const row = this.page.locator(".runtime-extensions-editor .monaco-list-row", { hasText: extension }).first();
    const text = await row.locator(".activation-time").innerText();
    await this.ask("command", { id: "workbench.action.closeAllEditors" }, z.unknown());
    await this.page.setViewportSize(viewport);
    return Number(/(\d+) ?ms/.exec(text)?.[1] ?? Number.NaN);
  }

  get statusBar(): Locator {
    return this.page.locator(".statusbar-item", { hasText: "Drawbridge" });
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-toast", { hasText: text });
  }

  /** The frame of a webview that has `selector`. */
  async frameWith(selector: string): Promise<Frame> {
    let found: Frame | undefined;
    await until(`a webview shows ${selector}`, async () => {
      for (const frame of this.page.frames()) {
        if (
          (await frame
            .locator(selector)
            .count()
            .catch(() => 0)) > 0
        )
          found = frame;
      }
      return found !== undefined;
    });
    if (found === undefined) throw new Error("unreachable");
    return found;
  }

  /** Takes screenshots in the themes that people use. They are kept outside git, for people to look at. */
  async pictures(name: string): Promise<void> {
    for (const [theme, suffix, base] of themes) {
      await this.ask("setting", { name: "workbench.colorTheme", value: theme }, z.unknown());
      await this.page.locator(`.monaco-workbench.${base}`).waitFor();
      await this.picture(`${name}-${suffix}`);
    }
    await this.ask("setting", { name: "workbench.colorTheme", value: themes[0][0] }, z.unknown());
  }

  /** One screenshot in the present theme, for what a change of the theme would close, for example a menu. */
  async picture(name: string): Promise<void> {
    const folder = `${repository}.cache/screenshots`;
    mkdirSync(folder, { recursive: true });
    // A change of the theme fades: without this, a picture may show half of each theme.
    await this.page.screenshot({ path: join(folder, `vscode-${name}.png`), animations: "disabled" });
  }

  #announced(): readonly string[] {
    return readdirSync(this.#ports);
  }

  async #running(before: readonly string[]): Promise<void> {
    await this.page.locator(".monaco-workbench").waitFor({ timeout: timeoutMs });
    await until("the companion runs", () => this.#announced().length > before.length, timeoutMs);
    const [newest] = this.#announced().filter((name) => !before.includes(name));
    this.#companion = readFileSync(join(this.#ports, newest ?? ""), "utf8");
  }
}
