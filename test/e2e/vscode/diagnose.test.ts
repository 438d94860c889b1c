import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { until } from "../../support/clocks/until.ts";
import { verifies } from "../../support/verifies.ts";
import { inSharedWorld, type World } from "../../support/vscode/world.ts";

describe("Diagnose in the editor", function () {
  this.timeout(90_000);
  let world: World;
  inSharedWorld((shared) => {
    world = shared;
  });

  it(
    verifies("vscode.diagnose", "Diagnose copies a report that holds no secret and not the path of the person's home"),
    async () => {
      const window = await world.signedIn("ada");
      await window.row("Presto").waitFor();
      await world.workbench.context.grantPermissions(["clipboard-read", "clipboard-write"]);
      await window.page.evaluate("navigator.clipboard.writeText('nothing yet')");
      await window.run("Drawbridge: Diagnose");
      await window.quickRow("Copy Report").filter({ hasText: "it holds no secret" }).click();
      let report = "";
      await until("a report is on the clipboard", async () => {
        report = await window.page.evaluate<string>("navigator.clipboard.readText()");
        return report !== "nothing yet";
      });
      const [head = "", ...lines] = report.trimEnd().split("\n");
      assert.match(head, /^Drawbridge \d+\.\d+\.\d+ in .+ \d+\.\d+\.\d+ \(\w+ \w+ \S+\)$/);
      for (const line of lines) assert.match(line, /^(ok {2}|note|FAIL) {2}\S.*: .|^ {6}→ ./);
      for (const check of ["node", "home", "broker", "registry", "session", "approvals"])
        assert.ok(
          lines.some((line) => line.slice(6).startsWith(`${check}: `)),
          `${check} is not in\n${report}`,
        );
      assert.deepEqual(
        lines.filter((line) => /\bada\b/.test(line)).map((line) => line.slice(6, 14)),
        ["session:"],
        "whose session it is, and no more of the person",
      );
      assert.ok(!report.includes(world.workbench.userHome), report);
      assert.doesNotMatch(report, /eyJ|Bearer|[A-Za-z0-9_-]{40,}/);
      for (const secret of secretsIn(readFileSync(join(world.home, "session.json"), "utf8")))
        assert.ok(!report.includes(secret), "a kept token is in the report");
      await window.page.getByText("report is on the clipboard").waitFor();
    },
  );
});

/** Every value in a JSON file that is long enough to be a secret and is not an address. */
function secretsIn(json: string): readonly string[] {
  const found: string[] = [];
  JSON.parse(json, (_key, value: unknown) => {
    const text = z.string().min(20).safeParse(value).data;
    if (text !== undefined && !URL.canParse(text)) found.push(text);
    return value;
  });
  assert.ok(found.length > 0, "no token is kept, so nothing is held against the report");
  return found;
}
