import assert from "node:assert/strict";
import type { ApprovalView, Plan } from "@drawbridge/contracts/approvals";
import { toastOf } from "../../../../../extension/approvals/notify/approval-toast.ts";
import { maxStatementLength, mayApproveInToast } from "../../../../../extension/approvals/notify/toast-completeness.ts";
import { verifies } from "../../../../support/verifies.ts";
import { local, noon, plan, request, view } from "../requests.ts";

const sql = (content: string): Partial<Plan> => ({ text: { language: "sql", content } });
const harmless = plan({ ...sql("CREATE TABLE ads.daily AS SELECT 1 AS n"), effect: "write", reversible: "yes" });
const viewOf = (overrides: Partial<Plan>, of: Partial<ApprovalView> = {}): ApprovalView =>
  view("a", { plan: { ...harmless, ...overrides }, ...of });

const here = { paired: { user: "ada", authenticatedAt: noon, until: noon + 8 * 3_600_000 }, now: noon };

describe("whether a notification may offer Approve", () => {
  const cases: readonly (readonly [string, boolean, ApprovalView])[] = [
    ["a write that can be undone, in one short line", true, viewOf({})],
    ["an expensive read", true, viewOf({ effect: "read", ...sql("SELECT count(*) FROM ads.events") })],
    ["a statement of exactly the longest length", true, viewOf(sql("x".repeat(maxStatementLength)))],
    ["a destructive call", false, viewOf({ effect: "destructive" })],
    ["a destructive call that could be undone", false, viewOf({ effect: "destructive", reversible: "yes" })],
    ["a call that cannot be undone", false, viewOf({ reversible: "no" })],
    ["a call of which it is unknown whether it can be undone", false, viewOf({ reversible: "unknown" })],
    ["another user's call, as the second person", false, viewOf({}, { need: "second-person" })],
    ["a statement with one character too many", false, viewOf(sql("x".repeat(maxStatementLength + 1)))],
    ["a statement of 66 lines", false, viewOf(sql("SELECT 1,\n".repeat(66)))],
    ["a statement of two short lines", false, viewOf(sql("SELECT 1\nFROM t"))],
    ["a statement with a tab", false, viewOf(sql("SELECT\t1"))],
    ["a statement with spaces that the editor joins", false, viewOf(sql("INSERT INTO t VALUES ('a  b')"))],
    ["a statement with a space at its end", false, viewOf(sql("SELECT 1 "))],
    ["a statement with square brackets, which the notification changes", false, viewOf(sql("SELECT a[1] FROM t"))],
    ["a statement with a link", false, viewOf(sql("SELECT 1 -- [Details](command:x)"))],
    ["a statement with a filler character that has no glyph", false, viewOf(sql("SELECT 1 -- \u3164"))],
    ["a statement with a right-to-left override", false, viewOf(sql("SELECT 1 -- \u202e"))],
    ["a statement with letters of a right-to-left script", false, viewOf(sql("SELECT 'שלום'"))],
    ["a statement with a letter that looks like another", false, viewOf(sql("DELETE FROM аds.events"))],
    ["a call without a statement", false, viewOf({ text: null })],
    ["an empty statement", false, viewOf(sql(""))],
    ["an agent's name that is cut", false, viewOf({}, { agent: "a".repeat(61) })],
    ["a folder's name with a hidden character", false, viewOf({}, { workspace: "rep\u200borts" })],
    ["a person's name with a bracket", false, viewOf({}, { user: "ada[admin]" })],
    ["an object with a hidden character", false, viewOf({ summary: "CREATE TABLE ads.d\u2800 AS SELECT" })],
    ["a very long object", false, viewOf({ summary: `CREATE TABLE ads.${"x".repeat(200)}` })],
    [
      "hidden characters in every name",
      false,
      viewOf({ summary: "\u3164".repeat(300) }, { user: "\u3164".repeat(60) }),
    ],
    ["a server's title in two lines", false, viewOf({}, { serverTitle: "Presto\nApproved" })],
  ];
  for (const [what, offered, shown] of cases) {
    it(
      verifies(
        "vscode.approval-read-first",
        `A notification ${offered ? "offers" : "does not offer"} Approve for ${what}`,
      ),
      () => {
        assert.equal(mayApproveInToast(shown), offered);
        const acts = toastOf([local(request(shown))], here)?.offers.map(({ act }) => act);
        assert.deepEqual(acts, offered ? ["details", "approve", "reject", "later"] : ["details", "reject", "later"]);
      },
    );
  }

  it(verifies("name.hostile", "A notification offers Approve only where the user's name is wholly visible"), () => {
    const offers = (name: string) =>
      toastOf([local({ ...request(viewOf({})), names: { ada: name } })], here)?.offers.map(({ act }) => act);
    for (const name of ["Ada Lindqvist", "Lindqvist, Ada (EXT)", "Zoë 数据", "[Ada](http://evil.example)"])
      assert.ok(offers(name)?.includes("approve"), name);
    for (const name of ["Ada\u202eLindqvist", "Ada  Lindqvist", "Ada\u3164"])
      assert.ok(!offers(name)?.includes("approve"), name);
  });

  it(
    verifies(
      "vscode.approval-read-first",
      "A notification that offers Approve shows the whole statement, within the editor's limit",
    ),
    () => {
      for (const [, offered, shown] of cases) {
        const { text = "" } = toastOf([local(request(shown))], here) ?? {};
        if (offered) assert.ok(text.endsWith(`Statement: ${shown.plan.text?.content}`), text);
        // The editor cuts a message at 1,000 characters, and the links count.
        assert.ok(text.length < 800, String(text.length));
      }
    },
  );
});
