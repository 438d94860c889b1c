import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { z } from "zod";
import { commands } from "../../../extension/contributions.ts";
import { bundle } from "../../../scripts/l10n.ts";
import { pseudoLocale } from "../../../scripts/pseudo-locale.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";
import type { Window } from "../../support/vscode/window.ts";
import { inSharedWorld, type World } from "../../support/vscode/world.ts";

/** A private-use language tag, so that no translation of the editor has it. */
const language = "qps-ploc";
const Texts = z.record(z.string(), z.string());
const pseudoOf = (file: string) => pseudoLocale(Texts.parse(JSON.parse(readFileSync(file, "utf8"))));

/** The elements of our pages whose text is always ours, never a server's or a registry's. */
const ownElements = "h2, dl:not(.fields) dt, button, legend, caption, thead th, summary, a.action, label[for=history]";

/** In a page: the texts of ours without brackets, and the elements whose text does not fit. */
const problemsIn = (frame: Frame): Promise<readonly string[]> =>
  frame.evaluate(`(() => {
    const shown = (element) => element.getClientRects().length > 0;
    const own = [...document.querySelectorAll(${JSON.stringify(ownElements)})].filter(shown);
    const untranslated = own.filter(({ textContent }) => /\\p{L}{2}/u.test(textContent) && !/⟦[\\s\\S]*⟧/.test(textContent));
    const cut = [...document.querySelectorAll("main *")].filter(
      (element) => shown(element) && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 &&
        getComputedStyle(element).overflowX === "hidden" && getComputedStyle(element).position !== "absolute");
    const { scrollWidth, clientWidth } = document.documentElement;
    return [
      ...untranslated.map(({ textContent }) => "not translated: " + textContent),
      ...cut.map(({ textContent }) => "cut: " + textContent),
      ...(scrollWidth > clientWidth ? ["the page is wider than its frame: " + scrollWidth + " > " + clientWidth] : []),
    ];
  })()`);

describe("the extension in another language", function () {
  this.timeout(120_000);
  let world: World;
  let window: Window;
  inSharedWorld((shared) => {
    world = shared;
  });
  before("open a window in the pseudo-locale", async function () {
    this.timeout(120_000);
    await world.signedIn("ada");
    const manifest = pseudoOf(join(repository, "extension", "package.nls.json"));
    window = await world.workbench.openIn(language, pseudoOf(bundle), manifest);
    await window.ask("command", { id: commands.showServers }, z.unknown());
    await window.page.locator(".sidebar .monaco-list-row", { hasText: "Presto" }).first().waitFor();
  });
  after("close the window", () => window?.page.close());

  it(verifies("vscode.pseudo-locale", "The side bar and the status bar show translated texts"), async () => {
    const titles = await window.page.locator(".sidebar .pane-header .title").allTextContents();
    assert.ok(titles.length >= 3 && titles.every((title) => title.startsWith("⟦")), titles.join(", "));
    const rows = window.page.locator(".sidebar .monaco-list-row[role=treeitem]", { hasText: "Presto" });
    assert.match(await rows.first().innerText(), /⟦\d+ ţóóļš/);
    const status = await window.statusBar.first().getAttribute("aria-label");
    assert.match(status ?? "", /⟦Šíĝñéð íñ áš ada\./);
    await window.picture("pseudo-side-bar");
  });

  for (const width of [1280, 760])
    it(
      verifies("vscode.pseudo-locale", `The pages at a window's width of ${width} show each text whole and translated`),
      async () => {
        await window.page.setViewportSize({ width, height: 800 });
        const pages = [
          ["server", "main .tools", commands.openServer, "presto"],
          ["run", "main form button", commands.runTool, { server: "presto", tool: "query" }],
          ["approvals", "main > h1", commands.reviewApprovals, null],
        ] as const;
        for (const [name, selector, id, argument] of pages) {
          await window.ask("command", { id: "workbench.action.closeAllEditors" }, z.unknown());
          await window.ask("command", { id, args: argument === null ? [] : [argument] }, z.unknown());
          const frame = await window.frameWith(selector);
          assert.deepEqual(await problemsIn(frame), [], name);
          await window.picture(`pseudo-${name}-${width}`);
        }
      },
    );

  const command = (id: string, ...args: readonly unknown[]) => window.ask("command", { id, args }, z.unknown());
  /** Whether all of a text is translated: only icons, figures and what servers say may be outside of brackets. */
  const translated = (text: string): boolean => /^[^\p{L}]*⟦[\s\S]*⟧[^\p{L}]*$/u.test(text.trim());
  const entries = () => window.page.locator(".context-view .action-item .action-label[aria-label]").allInnerTexts();

  it(verifies("vscode.pseudo-locale", "The menus of rows and views are translated"), async () => {
    await window.clear();
    const presto = window.page.locator(".sidebar .monaco-list-row[role=treeitem]", { hasText: "Presto" }).first();
    const tool = window.page.locator(".sidebar .monaco-list-row[role=treeitem]", { hasText: "Query" }).first();
    await presto.locator(".monaco-tl-twistie").click();
    await tool.waitFor();
    for (const [name, row] of [
      ["server", presto],
      ["tool", tool],
    ] as const) {
      await row.click({ button: "right" });
      await window.page.locator(".context-view .action-label").first().waitFor();
      const labels = (await entries()).filter((each) => each.trim() !== "");
      await window.picture(`pseudo-menu-${name}`);
      assert.ok(labels.length > 1 && labels.every(translated), labels.join(" | "));
      await window.page.keyboard.press("Escape");
    }
    await presto.locator(".monaco-tl-twistie").click();
    await window.page.locator(".sidebar .pane-header", { hasText: "⟦Šéŕ" }).hover();
    const titles = await window.page
      .locator(".sidebar .pane-header .action-label[aria-label]")
      .evaluateAll((found) => found.map((each) => each.getAttribute("aria-label") ?? ""));
    const foreign = titles.filter(
      (each) => !each.includes("⟦") && !/^(Views and More|More Actions|Collapse All|.*Section.*)/.test(each),
    );
    assert.deepEqual(foreign, []);
    await window.picture("pseudo-view-title");
  });

  it(verifies("vscode.pseudo-locale", "The questions in quick picks and input boxes are translated"), async () => {
    const box = window.page.locator(".quick-input-widget:visible");
    for (const [name, id] of [
      ["group", commands.groupServers],
      ["registry", commands.setRegistry],
      ["filter", commands.filterServers],
      ["activity", commands.filterActivity],
      ["history", commands.approvalHistory],
      ["diagnose", commands.diagnose],
      ["tools", commands.runTool],
    ] as const) {
      void command(id);
      await box.waitFor();
      const placeholder =
        (await box.locator("input[type=text], input:not([type])").first().getAttribute("placeholder")) ?? "";
      const title = await box.locator(".quick-input-title").innerText();
      await window.picture(`pseudo-question-${name}`);
      assert.ok(
        [placeholder, title].every((each) => each.trim() === "" || translated(each)),
        `${name}: ${title} / ${placeholder}`,
      );
      await window.page.keyboard.press("Escape");
      await box.waitFor({ state: "hidden" });
    }
  });

  it(verifies("vscode.pseudo-locale", "Messages with their buttons, and the walkthrough, are translated"), async () => {
    await window.clear();
    void command(commands.signIn);
    const toast = window.page.locator(".notification-toast").first();
    await toast.waitFor();
    assert.ok(translated(await toast.locator(".notification-list-item-message").innerText()));
    const buttons = await toast.locator(".notification-list-item-buttons-container .monaco-button").allInnerTexts();
    assert.ok(buttons.length === 2 && buttons.every(translated), buttons.join(" | "));
    await window.picture("pseudo-message");
    await window.clear();
    void command(commands.getStarted);
    await window.page.locator('.getting-started-step[data-step-id$="#agents"]').waitFor();
    const titles = await window.page.locator(".getting-started-step .step-title").allInnerTexts();
    assert.ok(titles.length === 5 && titles.every(translated), titles.join(" | "));
    await window.picture("pseudo-walkthrough");
    await window.clear();
  });

  it(verifies("vscode.pseudo-locale", "The views of a person who is signed out show translated texts"), async () => {
    await world.signedOut();
    const shown = window.page.locator(".sidebar .welcome-view-content:visible");
    await shown.filter({ hasText: "⟦Šíĝñ" }).first().waitFor();
    const texts = await shown.allInnerTexts();
    assert.ok(texts.length >= 2 && texts.every((text) => /⟦[\s\S]*⟧/.test(text)), texts.join(" | "));
    await window.picture("pseudo-signed-out");
  });
});
