import { z } from "zod";
import { verifies } from "../../support/verifies.ts";
import type { Window } from "../../support/vscode/window.ts";
import { sharedWorld, type World } from "../../support/vscode/world.ts";

describe("two windows", function () {
  this.timeout(90_000);
  let world: World;
  let second: Window;
  before(async function () {
    this.timeout(240_000);
    world = await sharedWorld();
    await world.signedOut();
    second = await world.workbench.open();
    await second.openSidebar();
    await second.welcomeButton("Sign In").waitFor();
  });
  after(() => second.page.close());

  it(
    verifies(
      "vscode.windows",
      "Two windows share the session: a sign-in in one and a sign-out in the other reach both",
    ),
    async () => {
      const first = await world.window();
      await first.page.bringToFront();
      await world.signIn(first, "ada");
      await second.row("Presto").waitFor();
      await second.page.bringToFront();
      await second.run("Drawbridge: Sign Out");
      await second.welcomeButton("Sign In").waitFor();
      await first.page.bringToFront();
      await first.welcomeButton("Sign In").waitFor();
    },
  );

  it(
    verifies("vscode.windows", "A sign-in that is done in one window ends the one that waits in the other"),
    async () => {
      await second.page.bringToFront();
      const left = await world.beginSignIn(second);
      await second.notification("Signing in to Drawbridge").waitFor();
      const first = await world.window();
      await first.page.bringToFront();
      await world.signIn(first, "ada");
      await second.page.bringToFront();
      await second.row("Presto").waitFor();
      await second.notification("Signing in to Drawbridge").waitFor({ state: "detached" });
      void second.ask("command", { id: "drawbridge.signIn" }, z.unknown());
      await second.notification("You are signed in to").waitFor();
      await left.close();
      await second.clear();
    },
  );
});
