/**
 * The extension's uninstall hook: VS Code runs this file with a plain Node when it removes the extension, after a restart.
 * There is no editor to ask or to show anything, and VS Code ends the process after five seconds.
 */
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { thisMachine } from "../../proxy/agents/machine.ts";
import { homeOf } from "../../proxy/files/home.ts";
import { uninstallEditor } from "../../proxy/uninstall/uninstall-editor.ts";

// `dist/uninstall.cjs` and `proxy/cli.js` lie side by side in the extension's folder.
const folder = realpathSync(resolve(process.argv[1] ?? "", "..", ".."));
const workplace = { home: homeOf(), machine: thisMachine() };
const report = (line: string) => process.stdout.write(`${line}\n`);
uninstallEditor(workplace, folder, report).then(
  (whole) => process.exit(whole ? 0 : 1),
  (error: unknown) => {
    report(String(error));
    process.exit(1);
  },
);
