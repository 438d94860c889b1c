import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { browserCommand, openBrowser } from "../../../../proxy/terminal/browser.ts";
import { until } from "../../../support/clocks/until.ts";
import { temporaryHome } from "../../../support/identity/sign-in.ts";
import { verifies } from "../../../support/verifies.ts";

const url = new URL("https://issuer.example/auth?a=1&b=$(touch x);`id`|cat '\"");

describe("the browser's command", () => {
  for (const [platform, environment, program, args] of [
    ["darwin", {}, "open", [url.href]],
    ["win32", {}, "rundll32", ["url.dll,FileProtocolHandler", url.href]],
    ["linux", { DISPLAY: ":0" }, "xdg-open", [url.href]],
    ["linux", { WAYLAND_DISPLAY: "wayland-0" }, "xdg-open", [url.href]],
    ["linux", { BROWSER: "/opt/helper" }, "/opt/helper", [url.href]],
  ] as const) {
    it(
      verifies("cli.browser", `The browser's command is ${program} on ${platform} with ${JSON.stringify(environment)}`),
      () => {
        assert.deepEqual(browserCommand(url, platform, environment), { program, args });
      },
    );
  }

  it("No browser is opened if BROWSER says none, or if there is no screen", () => {
    assert.equal(browserCommand(url, "darwin", { BROWSER: "none" }), null);
    assert.equal(browserCommand(url, "linux", {}), null);
  });

  for (const address of [
    "file:///etc/passwd",
    "javascript:alert(1)",
    "vscode://publisher.ext/x",
    "ms-settings:network",
  ]) {
    it(verifies("cli.browser", `No browser is opened for ${address}`), () => {
      for (const platform of ["darwin", "win32", "linux"] as const) {
        assert.equal(browserCommand(new URL(address), platform, { DISPLAY: ":0" }), null);
      }
    });
  }
});

describe("the start of a browser", () => {
  let home: ReturnType<typeof temporaryHome>;
  let before: string | undefined;
  beforeEach(() => {
    home = temporaryHome();
    before = process.env.BROWSER;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.BROWSER;
    else process.env.BROWSER = before;
    home.dispose();
  });

  it(verifies("cli.browser", "A browser gets the address as one argument that no shell reads"), async () => {
    const program = join(home.folder, "browser");
    writeFileSync(
      program,
      `#!/bin/sh\nprintf '%s\\n' "$#" "$1" > ${home.folder}/part && mv ${home.folder}/part ${home.folder}/opened\n`,
    );
    chmodSync(program, 0o700);
    process.env.BROWSER = program;
    openBrowser(url, () => {});
    await until("the browser was started", () => existsSync(join(home.folder, "opened")));
    assert.equal(readFileSync(join(home.folder, "opened"), "utf8"), `1\n${url.href}\n`);
  });

  it("A browser that cannot be opened is reported", async () => {
    for (const program of ["none", join(home.folder, "missing"), "/bin/false"]) {
      process.env.BROWSER = program;
      await new Promise<void>((failed) => openBrowser(url, failed));
    }
  });
});
