/**
 * `npm run editor`: the tests that run inside an editor's extension host. With VSCODE_PATH, the program of a desktop VS
 * Code, in that one, by `@vscode/test-electron` (which downloads one where none is named, and so is not asked then); else in
 * code-server's.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runTests } from "@vscode/test-electron";
import { bundleEditorTests } from "../test/support/vscode/editor-tests.ts";
import { tool } from "./tool.ts";
import { ofNoCompany, stageExtension } from "./vsix.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const desktop = process.env.VSCODE_PATH;
process.exit(desktop === undefined ? inCodeServer() : await inDesktop(desktop));

function inCodeServer(): number {
  console.log("In code-server's extension host; name a desktop VS Code's program in VSCODE_PATH to use that one.");
  const suite = join(root, "test/e2e/vscode/inside-the-editor.test.ts");
  return spawnSync(process.execPath, [tool("mocha"), suite], { cwd: root, stdio: "inherit" }).status ?? 1;
}

/** 0 where every test passed. */
async function inDesktop(program: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-editor-"));
  try {
    await stageExtension(join(folder, "extension"), ofNoCompany);
    const tests = await bundleEditorTests();
    await runTests({
      vscodeExecutablePath: program,
      extensionDevelopmentPath: join(folder, "extension"),
      extensionTestsPath: tests.runner,
      extensionTestsEnv: { HOME: folder, DRAWBRIDGE_HOME: join(folder, "home") },
      launchArgs: [`--user-data-dir=${join(folder, "user")}`, `--extensions-dir=${join(folder, "extensions")}`],
      // Its own results say what failed.
    }).catch(({ message }: Error) => console.error(message));
    const results = tests.results();
    for (const { title, failure } of results)
      console.log(`${failure === null ? "ok  " : "FAIL"} ${title} ${failure ?? ""}`);
    return results.length > 0 && results.every(({ failure }) => failure === null) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
