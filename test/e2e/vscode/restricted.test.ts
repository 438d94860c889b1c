import { verifies } from "../../support/verifies.ts";
import type { Window } from "../../support/vscode/window.ts";
import { sharedWorld, type World } from "../../support/vscode/world.ts";

describe("a folder that is not trusted", function () {
  this.timeout(120_000);
  let world: World;
  let window: Window;
  before(async function () {
    this.timeout(240_000);
    world = await sharedWorld();
    await world.signedIn("ada");
    window = await world.workbench.open({ enableWorkspaceTrust: true });
  });
  after(() => window.page.close());

  it(
    verifies(
      "vscode.restricted",
      "In an untrusted folder a person sees the servers, agents are offered none, and the view says why",
    ),
    async () => {
      await window.openSidebar();
      await window.row("Presto").waitFor();
      const why = window.page.getByText("Restricted Mode: agents here are not offered these servers");
      await why.waitFor();
      await window.run("MCP: List Servers");
      await window.page.locator(".quick-input-widget:visible").waitFor();
      if ((await window.quickRow("presto").count()) > 0) throw new Error("an agent is offered a server");
      await window.page.keyboard.press("Escape");
      await window.page.locator(".statusbar-item", { hasText: "Restricted Mode" }).click();
      await window.page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
      await why.waitFor({ state: "detached" });
    },
  );
});
