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

  it(verifies("vscode.pseudo-locale", "The views of a person who is signed out show translated texts"), async () => {
    await world.signedOut();
    const shown = window.page.locator(".sidebar .welcome-view-content:visible");
    await shown.filter({ hasText: "⟦Šíĝñ" }).first().waitFor();
    const texts = await shown.allInnerTexts();
    assert.ok(texts.length >= 2 && texts.every((text) => /⟦[\s\S]*⟧/.test(text)), texts.join(" | "));
    await window.picture("pseudo-signed-out");
  });
});
