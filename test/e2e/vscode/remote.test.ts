import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import type { Window } from "../../support/vscode/window.ts";
import { inSharedWorld, type World } from "../../support/vscode/world.ts";

/** code-server is a remote: the extension host is on the server, the window in the browser. docs/vscode-remote.md has the table. */
describe("a window whose extension runs on a remote", function () {
  this.timeout(120_000);
  let world: World;
  let window: Window;
  inSharedWorld((shared) => {
    world = shared;
  });
  before(async () => {
    window = await world.signedOut();
  });

  it(
    verifies("vscode.remote", "The browser opens the sign-in's page alone: all else goes from the extension's machine"),
    async () => {
      const hosts = new Set<string>();
      const registry = new URL(world.registryUrl).host;
      const onRequest = (each: { url(): string; frame(): { page(): unknown } }) => {
        if (each.frame().page() === window.page) hosts.add(new URL(each.url()).host);
      };
      window.page.on("request", onRequest);
      await world.signIn(window, "ada");
      await window.row("Presto").first().click();
      await window.frameWith("main .tools");
      window.page.off("request", onRequest);
      assert.equal(hosts.has(registry), false, [...hosts].join(" "));
      const broker = await world.brokerPid();
      const environment = readFileSync(`/proc/${broker}/environ`, "utf8");
      assert.ok(environment.includes(world.workbench.userHome), "the broker runs as the remote's user");
      await window.clear();
    },
  );

  it(
    verifies(
      "vscode.remote",
      "An address of the extension's machine reaches the browser by a path of the editor's server",
    ),
    async () => {
      const url = `${world.registryUrl}/.well-known/drawbridge`;
      const external = await window.ask("externalUri", { url }, z.string());
      assert.equal(new URL(external).origin, new URL(window.page.url()).origin);
      assert.match(external, new RegExp(`/proxy/${new URL(url).port}/`));
      const page = await world.workbench.context.newPage();
      const answer = await page.goto(external);
      assert.equal(answer?.status(), 200);
      assert.equal(z.object({ registry: z.string() }).parse(await answer?.json()).registry, world.registryUrl);
      await page.close();
    },
  );

  it(
    verifies(
      "vscode.remote",
      "A URI handler would be called back in a browser, and Drawbridge has none, because it needs none",
    ),
    async () => {
      const callback = await window.ask(
        "externalUri",
        { url: "code-oss://drawbridge-test.companion/back?n=1" },
        z.string(),
      );
      const page = await world.workbench.context.newPage();
      await page.goto(callback);
      await until("the browser calls back", async () => {
        const calls = await window.ask("calledBack", {}, z.array(z.string()));
        return calls.some((each) => each.startsWith("/back?n=1"));
      });
      await page.close();
    },
  );
});
