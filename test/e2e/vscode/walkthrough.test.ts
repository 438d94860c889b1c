import { verifies } from "../../support/verifies.ts";
import { sharedWorld, type World } from "../../support/vscode/world.ts";

describe("the walkthrough", function () {
  this.timeout(60_000);
  let world: World;
  before(async function () {
    this.timeout(240_000);
    world = await sharedWorld();
  });

  it(verifies("vscode.walkthrough", "The walkthrough completes its steps as the person does them"), async () => {
    const window = await world.signedIn("ada");
    await window.run("Drawbridge: Get Started");
    const done = window.page.locator(".getting-started-step .codicon-getting-started-step-checked.complete");
    await done.nth(1).waitFor();
    await window.pictures("walkthrough");
  });
});
