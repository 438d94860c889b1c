import assert from "node:assert/strict";
import type { Installation } from "../../../../proxy/agents/launcher.ts";
import type { Platform } from "../../../../proxy/agents/model/agent.ts";
import { otherInstallations } from "../../../../proxy/uninstall/other-installations.ts";
import { verifies } from "../../../support/verifies.ts";

const unix = "/home/ada/.vscode/extensions/drawbridge.drawbridge-0.2.0";
const windows = "C:\\Users\\Ada L\\.vscode\\extensions\\drawbridge.drawbridge-0.2.0";

/** [platform, the extension's folder, its own programs, programs of others] */
const rows: readonly (readonly [Platform, string, readonly string[], readonly string[]])[] = [
  [
    "linux",
    unix,
    [`${unix}/proxy/cli.js`, "/home/ada/.vscode/extensions/drawbridge.drawbridge-0.1.0/proxy/cli.js"],
    [
      "/usr/lib/node_modules/drawbridge/bin/drawbridge.js",
      "/home/ada/.cursor/extensions/drawbridge.drawbridge-0.2.0/proxy/cli.js",
      "/home/ada/.vscode/extensions/drawbridge.drawbridge-tools-0.2.0/proxy/cli.js",
    ],
  ],
  ["darwin", unix.replace("home", "Users"), [`${unix.replace("home", "Users")}/proxy/cli.js`], ["/opt/cli.js"]],
  [
    "win32",
    windows,
    [`${windows}\\proxy\\cli.js`, `${windows.replace("0.2.0", "0.10.0-beta.1")}\\proxy\\cli.js`],
    ["C:\\Users\\Ada L\\AppData\\Roaming\\npm\\node_modules\\drawbridge\\bin\\drawbridge.js", "D:\\drawbridge\\cli.js"],
  ],
];

describe("the Drawbridges that are left without the extension", () => {
  for (const [platform, folder, own, others] of rows)
    it(
      verifies("uninstall.shared", `The hook knows on ${platform} which installations are not the extension's`),
      () => {
        const installations = [...own, ...others].map(
          (program): Installation => ({
            version: "0.2.0",
            program,
            nodes: [],
            editor: null,
          }),
        );
        assert.deepEqual(
          otherInstallations(installations, folder, { platform }).map(({ program }) => program),
          others,
        );
      },
    );
});
