import { z } from "zod";
import { staysSo } from "../../support/clocks/real-time.ts";
import { verifies } from "../../support/verifies.ts";
import type { AskingAgent } from "../../support/vscode/asking-agent.ts";
import type { Window } from "../../support/vscode/window.ts";
import { withAskingAgent } from "../../support/vscode/with-asking-agent.ts";
import type { World } from "../../support/vscode/world.ts";

describe("the news of the servers that a person uses", function () {
  this.timeout(120_000);
  let world: World;
  let window: Window;
  let agent: AskingAgent;
  withAskingAgent((asking) => {
    ({ world, window, agent } = asking);
  });
  before(async function () {
    this.timeout(120_000);
    // A call makes Presto a server that ada uses. The server refuses the call, which changes nothing.
    await agent.write("SELECT 1");
    await window.row("Presto").filter({ hasText: "tools" }).waitFor();
  });
  /** The registry asks the instances of a server whether they are ready. */
  const movePresto = async (from: string, to: string): Promise<void> => {
    await world.sql(
      `update registry.server_instances set url = replace(url, '${from}', '${to}') where server = 'presto'`,
    );
  };
  const takeDown = () => movePresto("/mcp", "/away/mcp");
  const bringBack = () => movePresto("/away/mcp", "/mcp");
  afterEach(async () => {
    await bringBack();
    await world.sql("update registry.servers set manifest = manifest - 'deprecated' where name = 'presto'");
    await window.clear();
  });

  it(
    verifies(
      "vscode.status-notice",
      "One message says that a server went down and whom to ask, and another one that it is up again",
    ),
    async () => {
      await takeDown();
      await window.notification(/Down: Presto\. Calls fail until the server is back\. Ask Data Platform\./).waitFor();
      await window.row("Presto").filter({ hasText: "down" }).waitFor();
      await window.pictures("server-down");
      await bringBack();
      await window.notification(/Up again: Presto\./).waitFor();
      await window.row("Presto").filter({ hasNotText: "down" }).waitFor();
    },
  );

  it(
    verifies(
      "vscode.quiet",
      "With the quiet setting, rows alone say that a server is down or deprecated; without it the deprecation is a message",
    ),
    async () => {
      const setting = (value: string) =>
        window.ask("setting", { name: "drawbridge.notifications", value }, z.unknown());
      const noMessage = () =>
        staysSo("no notification shows", 1_000, async () => (await window.notification(/Presto/).count()) === 0);
      await setting("badge");
      await takeDown();
      await window.row("Presto").filter({ hasText: "down" }).waitFor();
      await noMessage();
      await bringBack();
      await world.sql(`update registry.servers set manifest = manifest ||
        '{"deprecated": {"since": "2026-10-01", "message": "It ends in May.", "replacement": "spark"}}'
        where name = 'presto'`);
      await window.row("Presto").filter({ hasText: "deprecated" }).waitFor();
      await noMessage();
      await setting("all");
      await window.notification(/Presto: Deprecated since 2026-10-01\. It ends in May\./).waitFor();
    },
  );

  it(
    verifies(
      "vscode.deprecated",
      "A message says once that a server is deprecated, and its row and page say it as long as it holds",
    ),
    async () => {
      await world.sql(`update registry.servers set manifest = manifest ||
        '{"deprecated": {"since": "2026-11-01", "message": "It ends in March.", "replacement": "spark"}}'
        where name = 'presto'`);
      const notice = window.notification(
        /Presto: Deprecated since 2026-11-01\. It ends in March\. Use spark instead\./,
      );
      await notice.waitFor();
      await notice.hover();
      await window.pictures("server-deprecated");
      await notice.getByRole("button", { name: "Show Server" }).click();
      await window.frameWith("main >> text=Deprecated since 2026-11-01. It ends in March. Use spark instead.");
      await window.pictures("server-deprecated-page");
      await window.clear();
      await window.reload();
      await window.ask("command", { id: "workbench.view.extension.drawbridge" }, z.unknown());
      await window.row("Presto").filter({ hasText: "deprecated" }).waitFor();
      await staysSo("no second message comes", 1_500, async () => (await notice.count()) === 0);
    },
  );
});
