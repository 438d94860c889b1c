import assert from "node:assert/strict";
import { z } from "zod";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { accessibilityProblems } from "../../support/vscode/accessibility.ts";
import { approveIn, notice } from "../../support/vscode/notices.ts";
import type { UnsureServer } from "../../support/vscode/unsure-server.ts";
import type { Window } from "../../support/vscode/window.ts";
import { sharedWorld, type World } from "../../support/vscode/world.ts";

describe("calls in the editor whose end no part recorded", function () {
  this.timeout(120_000);
  let world: World;
  let window: Window;
  let server: UnsureServer;
  before(async function () {
    this.timeout(240_000);
    world = await sharedWorld();
    window = await world.signedIn("ada");
    server = await world.unsureServer();
  });
  afterEach(() => window.clear());
  after(async () => {
    await world.signedOut();
  });

  /** A request that a person approved, whose run ended in a way that its server does not know. */
  async function unknownCall(table: string): Promise<string> {
    const id = await server.ask(table);
    await approveIn(notice(window, table));
    await server.runBlindly(id);
    assert.equal(await server.state(id), "outcome-unknown");
    await window.ask("command", { id: "notifications.clearAll" }, z.unknown());
    return id;
  }

  it(
    verifies(
      "vscode.approval-settle",
      "The side bar lists a call of unknown outcome first, and its button records how the call ended",
    ),
    async () => {
      const id = await unknownCall("lost_row");
      await window.rowOf("Approvals", "How did these end?").waitFor();
      const row = window.rowOf("Approvals", "ads.lost_row").filter({ hasText: "Outcome unknown" });
      await row.waitFor();
      await window.pictures("outcome-unknown-row");
      await row.hover();
      await row.getByRole("button", { name: "Say How It Ended…" }).click();
      await window.quickRow("It was done").click();
      await window.page.getByText("How do you know? It is recorded.").waitFor();
      await window.type("the table is there");
      await until("the registry has the answer", async () => (await server.state(id)) === "succeeded");
      await window.rowOf("Approvals", "How did these end?").waitFor({ state: "detached" });
    },
  );

  it(
    verifies(
      "vscode.approval-settle",
      "The page of a call of unknown outcome asks how it ended and how the person knows, and records both",
    ),
    async () => {
      const id = await unknownCall("lost_page");
      await window.rowOf("Approvals", "ads.lost_page").filter({ hasText: "Outcome unknown" }).click();
      await window.frameWith("article >> text=How did it end?");
      const page = await window.frameWith("article [data-settle]:not([disabled])");
      await page.getByRole("button", { name: "Record This" }).click();
      await page.getByText("Choose one, and write how you know.").waitFor();
      assert.deepEqual(await accessibilityProblems(page), []);
      await window.pictures("outcome-unknown-page");
      assert.equal(await server.state(id), "outcome-unknown");
      await page.getByLabel("It was not done").check();
      await page.getByLabel("How do you know").fill("there is no such table");
      await page.getByRole("button", { name: "Record This" }).click();
      await until("the registry has the answer", async () => (await server.state(id)) === "failed");
      await window.rowOf("Approvals", "How did these end?").waitFor({ state: "detached" });
      const article = await window.frameWith("article");
      await article.locator("[data-settle]").waitFor({ state: "detached" });
    },
  );
});
