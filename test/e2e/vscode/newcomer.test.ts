import { z } from "zod";
import { verifies } from "../../support/verifies.ts";
import type { Window } from "../../support/vscode/window.ts";
import { inSharedWorld, type World } from "../../support/vscode/world.ts";

/**
 * The first ten minutes in the workbench, with the clicks in an order that no guide has. Every order of the same clicks is
 * played on a model in test/unit/extension/session/first-ten-minutes.test.ts.
 */
describe("a newcomer who clicks in another order", function () {
  this.timeout(180_000);
  let world: World;
  inSharedWorld((shared) => {
    world = shared;
  });

  const click = (window: Window, id: string) => window.ask("command", { id: `drawbridge.${id}` }, z.unknown());

  it(
    verifies("vscode.no-dead-end", "Each click shows where it leads, and the last ones lead to a query's form"),
    async () => {
      const window = await world.signedOut();
      await click(window, "tryQuery");
      const first = window.notification("Sign in to Drawbridge first");
      await first.waitFor();
      await click(window, "signOut");
      await window.notification("No user is signed in to Drawbridge.").waitFor();
      await window.run("Drawbridge: Choose Registry…");
      await window.page.getByText("Your Company's Registry").waitFor();
      await window.page.keyboard.press("Escape");
      // The sign-in is begun and left alone.
      const login = await world.beginSignIn(window);
      await window.page.bringToFront();
      void click(window, "signIn");
      const waits = window.notification("A sign-in waits for you in your browser");
      await waits.getByRole("button", { name: "Open the Page Again" }).waitFor();
      await window.pictures("sign-in-waits");
      await click(window, "signOut");
      await window.notification("Signing in to Drawbridge").waitFor({ state: "detached" });
      await login.close();
      // The first message is still there, and its button works.
      await world.forgetBrowser();
      const opened = world.workbench.context.waitForEvent("page");
      await first.getByRole("button", { name: "Sign In" }).click();
      await world.choose(await opened, "ada");
      await window.page.bringToFront();
      await window.row("Presto").waitFor();
      await click(window, "signIn");
      await window.notification("You are signed in to").waitFor();
      await window.run("Drawbridge: Try a Query");
      await window.page.locator(".tab", { hasText: "Run Query" }).waitFor();
      await window.clear();
    },
  );
});
