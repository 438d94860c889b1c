/** What axe-core finds on a webview's page: each rule that is broken, and where. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Frame } from "playwright-core";
import { z } from "zod";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const Found = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

/** One line for each broken rule; empty where axe finds nothing. The page's policy does not stop it: it runs outside the page's scripts. */
export async function accessibilityProblems(frame: Frame): Promise<readonly string[]> {
  await frame.evaluate(source);
  // A webview is transparent, and the editor's ground is in another frame, which axe does not see.
  await frame.evaluate(
    "if (getComputedStyle(document.documentElement).getPropertyValue('--vscode-editor-background') !== '') " +
      "document.documentElement.style.background = 'var(--vscode-editor-background)'",
  );
  const found = Found.parse(await frame.evaluate("axe.run(document, { resultTypes: ['violations'] })"));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
}
