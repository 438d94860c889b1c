import assert from "node:assert/strict";
import { type Decisions, DecisionsAnswer, type Plan } from "@drawbridge/contracts/approvals";
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { readRegistrySettings } from "@drawbridge/registry/settings";
import { planOf } from "../../../support/approvals/plan.ts";
import { InboxVisitor } from "../../../support/people/inbox-visitor.ts";
import { pairedBy, type TestEditor } from "../../../support/people/paired-editor.ts";
import { verifies } from "../../../support/verifies.ts";
import { askOf } from "../../../support/worlds/approvals-world.ts";
import { type InboxWorld, startInbox } from "../../../support/worlds/inbox-world.ts";

/** The settings that an operator would use. The other variables are required, and the test does not use them. */
const { deciding } = readRegistrySettings({
  ...{ PORT: "0", DRAWBRIDGE_REGISTRY_URL: "http://127.0.0.1", DRAWBRIDGE_EDGE_URL: "http://127.0.0.1" },
  ...{ DATABASE_URL: "postgres://127.0.0.1", DRAWBRIDGE_ISSUER: "http://127.0.0.1", DRAWBRIDGE_ENVIRONMENT: "dev" },
  [partSecretVariables.root]: "x".repeat(43),
  DRAWBRIDGE_IRREVERSIBLE_IN_BROWSER: "true",
});

/** A decision without the request's id and what was shown. */
type Wish =
  | { readonly decision: "approve"; readonly similarSeconds?: number }
  | { readonly decision: "reject"; readonly reason: string };

describe("a paired editor, if the operator demands the browser for acts that perhaps cannot be undone", () => {
  let world: InboxWorld;
  let ada: InboxVisitor;
  let adas: TestEditor;
  let ines: TestEditor;
  before(async () => {
    world = await startInbox(deciding === undefined ? {} : { deciding });
    ada = new InboxVisitor(world.url);
    await ada.signIn("ada");
    adas = await pairedBy(ada, world.url);
    const visitor = new InboxVisitor(world.url);
    await visitor.signIn("ines");
    ines = await pairedBy(visitor, world.url);
  });
  after(() => world.close());

  const destroying = (reversible: Plan["reversible"]) => planOf({ effect: "destructive", reversible });
  const ask = async (plan: Plan, need: "caller" | "second-person" = "caller") =>
    (await world.ask(askOf({ plan, need }))).id;
  /** The API's answers to an editor that its person has just allowed, for each request of one post. */
  const decide = async (editor: TestEditor, user: string, wishes: readonly (readonly [string, Wish])[]) => {
    const decisions: Decisions["decisions"] = await Promise.all(
      wishes.map(async ([id, wish]) => ({ id, shown: (await world.approval(id, { sub: user })).shown, ...wish })),
    );
    const answer = await editor.decide("/decisions", { method: "POST", body: JSON.stringify({ decisions }) });
    assert.equal(answer.status, 200);
    return DecisionsAnswer.parse(await answer.json()).results;
  };
  const stateOf = async (id: string) => (await world.ticket(id)).state;
  const assertBrowserRequired = async (editor: TestEditor, user: string, id: string, wish: Wish): Promise<void> => {
    assert.equal((await world.approval(id, { sub: user })).mayDecide.editorSeconds, 0);
    const [result] = await decide(editor, user, [[id, wish]]);
    assert.ok(result?.ok === false && result.error === "browser-required", JSON.stringify(result));
    assert.match(result.message, /Nothing was decided: open the request's page in the browser/);
    assert.equal(await stateOf(id), "pending");
  };

  for (const reversible of ["no", "unknown"] as const) {
    it(
      verifies(
        "presence.browser-only",
        `An editor gets browser-required for a destructive act whose reversible is "${reversible}"`,
      ),
      async () => {
        const id = await ask(destroying(reversible));
        await assertBrowserRequired(adas, "ada", id, { decision: "approve" });
        await assertBrowserRequired(adas, "ada", id, { decision: "approve", similarSeconds: 600 });
        await assertBrowserRequired(adas, "ada", id, { decision: "reject", reason: "not today" });
      },
    );
  }

  it(verifies("presence.browser-only", "The second person's editor gets browser-required, too"), async () => {
    const id = await ask(destroying("no"), "second-person");
    await assertBrowserRequired(ines, "ines", id, { decision: "approve" });
  });

  it(verifies("presence.browser-only", "An editor decides the other requests of the same post"), async () => {
    const [undoable, write, lost] = [await ask(destroying("yes")), await ask(planOf()), await ask(destroying("no"))];
    const results = await decide(
      adas,
      "ada",
      [undoable, lost, write].map((id) => [id, { decision: "approve" }]),
    );
    assert.deepEqual(
      results.map((result) => (result.ok ? "approved" : result.error)),
      ["approved", "browser-required", "approved"],
    );
    assert.deepEqual(await Promise.all([undoable, lost, write].map(stateOf)), ["approved", "pending", "approved"]);
  });

  it(verifies("presence.browser-only", "The person decides at the inbox what the editor may not decide"), async () => {
    const id = await ask(destroying("no"));
    await assertBrowserRequired(adas, "ada", id, { decision: "approve" });
    const { shown } = await world.approval(id, { sub: "ada" });
    const fields = { [`shown.${id}`]: shown, [`decision.${id}`]: "approve", page: id };
    assert.equal((await ada.post("/approvals/decisions", fields)).status, 303);
    assert.equal(await stateOf(id), "approved");
  });
});
