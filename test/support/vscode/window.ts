/** One window of the workbench, driven as a person would; and its companion, which speaks the editor's API. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame, Locator, Page } from "playwright-core";
import { z } from "zod";
import { repository } from "../source-files.ts";
import { until } from "../until.ts";

const Answer = z.object({ result: z.unknown().optional(), error: z.string().optional() });

/** Loading a workbench on a busy machine (ms). */
const patience = 60_000;

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

  /** What an extension would be answered. Throws what it would be told. */
  async ask<T>(operation: string, input: object, schema: z.ZodType<T>): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${this.#companion}/${operation}`, {
      method: "POST",
      body: JSON.stringify(input),
    });
    const { result, error } = Answer.parse(await response.json());
    if (error !== undefined) throw new Error(error);
    return schema.parse(result);
  }

  /** By the command palette, as its title stands there. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget:visible input");
    await input.fill(`>${title}`);
    const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
    await row.click();
  }

  /** Answers an input box. */
  async type(text: string): Promise<void> {
    await this.page.locator(".quick-input-widget:visible input").fill(text);
    await this.page.keyboard.press("Enter");
  }

  async openSidebar(): Promise<void> {
    await this.page.locator('.activitybar .action-label[aria-label*="Drawbridge"]').click();
  }

  row(label: string): Locator {
    return this.page.locator(".monaco-list-row[role=treeitem]", { hasText: label });
  }

  get statusBar(): Locator {
    return this.page.locator(".statusbar-item", { hasText: "Drawbridge" });
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-toast", { hasText: text });
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name });
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

  /** Kept outside git, to be looked at. */
  async picture(name: string): Promise<void> {
    const folder = `${repository}.cache/screenshots`;
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  #announced(): readonly string[] {
    return readdirSync(this.#ports);
  }

  async #running(before: readonly string[]): Promise<void> {
    await this.page.locator(".monaco-workbench").waitFor({ timeout: patience });
    await until("the companion runs", () => this.#announced().length > before.length, patience);
    const [newest] = this.#announced().filter((name) => !before.includes(name));
    this.#companion = readFileSync(join(this.#ports, newest ?? ""), "utf8");
  }
}
