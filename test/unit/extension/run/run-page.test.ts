import assert from "node:assert/strict";
import { InputHistory, labelOf } from "../../../../extension/run/input-history.ts";
import type { PageUpdate } from "../../../../extension/run/run-message.ts";
import { RunPageModel } from "../../../../extension/run/run-page.ts";
import type { RunPage } from "../../../../extension/run/run-page-html.ts";
import type { CallEvents } from "../../../../extension/run/tool-call.ts";
import { CallResult } from "../../../../proxy/client/call-result.ts";
import { verifies } from "../../../support/verifies.ts";
import { serverNamed } from "../servers.ts";

const server = serverNamed("presto");
const [reading, destroying] = server.tools;
const schema = { type: "object", properties: { sql: { type: "string" } }, required: ["sql"] };
const answer = CallResult.parse({ content: [{ type: "text", text: "done" }] });

/** A page with a call that the test ends. */
function page(tool = reading, inputSchema: () => Promise<unknown> = async () => schema) {
  assert.ok(tool);
  const pages: RunPage[] = [];
  const posts: PageUpdate[] = [];
  const sent: unknown[] = [];
  let events: CallEvents | undefined;
  let end: (result: CallResult | null) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const history = new InputHistory();
  const model = new RunPageModel(server, tool, {
    calls: {
      inputSchema,
      call: (_, __, args, given) => {
        sent.push(args);
        events = given;
        const result = new Promise<CallResult | null>((done, failed) => {
          end = done;
          fail = failed;
        });
        return { result, cancel: () => end(null) };
      },
    },
    history,
    labelOf,
    failure: (error) => (error instanceof Error ? error.message : ""),
    draw: (drawn) => pages.push(drawn),
    post: (update) => posts.push(update),
    review: () => {},
    copy: () => {},
    openDocument: () => {},
    now: () => 0,
  });
  const shown = () => posts.findLast((update) => update.kind === "show");
  const settle = () => new Promise((done) => setImmediate(done));
  return {
    ...{ model, pages, sent, history, shown, settle, posts },
    held: (waits: boolean) => events?.held(waits),
    progress: (message: string) => events?.progress(message),
    end: async (result: CallResult | null) => {
      end(result);
      await settle();
    },
    fail: async (message: string) => {
      fail(new Error(message));
      await settle();
    },
  };
}

const run = (sql = "SELECT 1") => ({ kind: "run", values: { f0: sql } }) as const;

describe("the page that runs a tool", () => {
  it(verifies("vscode.run-tool", "The page runs one call at a time, with the typed arguments"), async () => {
    const each = page();
    await each.model.read();
    each.model.take(run());
    each.model.take(run("SELECT 2"));
    assert.deepEqual(each.sent, [{ sql: "SELECT 1" }]);
    assert.equal(each.shown()?.state, "busy");
    await each.end(answer);
    assert.equal(each.shown()?.status, "The tool answered with text. (0 s)");
    each.model.take(run("SELECT 2"));
    assert.equal(each.sent.length, 2);
  });

  it(
    verifies("vscode.run-page", "A page that was hidden during a call shows the result when it is drawn again"),
    async () => {
      const each = page();
      await each.model.read();
      each.model.take(run());
      await each.end(answer);
      each.posts.length = 0;
      each.model.take({ kind: "ready" });
      assert.match(each.shown()?.result ?? "", /done/);
    },
  );

  it(verifies("vscode.run-tool", "A page whose inputs cannot be read says why, and reads them again"), async () => {
    let tries = 0;
    const each = page(reading, async () => {
      tries += 1;
      if (tries === 1) throw new Error("The broker did not start.");
      return schema;
    });
    await each.model.read();
    assert.equal(each.pages.at(-1)?.failure, "The broker did not start.");
    each.model.take({ kind: "reload" });
    await each.settle();
    assert.equal(each.pages.at(-1)?.failure, null);
    assert.equal(each.pages.at(-1)?.form?.kind, "fields");
  });

  it(
    verifies("vscode.run-approval", "While a call waits for a person, the page says so in spite of progress messages"),
    async () => {
      const each = page(destroying);
      await each.model.read();
      each.model.take(run());
      each.held(true);
      each.progress("Waiting for approval: a link");
      assert.equal(each.shown()?.state, "waits");
      each.held(false);
      assert.equal(each.shown()?.state, "busy");
      await each.end(answer);
    },
  );

  const cancels: readonly (readonly [what: string, tool: typeof reading, held: boolean, says: RegExp])[] = [
    ["a read", reading, false, /^Cancelled\.$/],
    ["a call that waits", destroying, true, /nothing has run/],
    ["a write", destroying, false, /may have run/],
  ];
  for (const [what, tool, held, says] of cancels) {
    it(
      verifies("vscode.run-cancel", `After Cancel of ${what} the page says whether the call may have run`),
      async () => {
        const each = page(tool);
        await each.model.read();
        each.model.take(run());
        if (held) each.held(true);
        each.model.take({ kind: "cancel" });
        await each.settle();
        assert.match(each.shown()?.status ?? "", says);
        assert.equal(each.shown()?.state, "");
      },
    );
  }

  it(verifies("vscode.run-tool", "A call that fails shows the failure, and the page can run again"), async () => {
    const each = page();
    await each.model.read();
    each.model.take(run());
    await each.fail("You may not use presto.");
    assert.deepEqual([each.shown()?.state, each.shown()?.status], ["failed", "You may not use presto."]);
    each.model.take(run());
    assert.equal(each.sent.length, 2);
  });

  it(
    verifies("vscode.run-history", "The last ten inputs of a tool come back, the latest first and each once"),
    async () => {
      const each = page();
      await each.model.read();
      for (let at = 0; at < 12; at += 1) {
        each.model.take(run(`SELECT ${at % 11}`));
        await each.end(answer);
      }
      const labels = each.shown()?.history ?? [];
      assert.deepEqual([labels.length, labels[0], labels[1]], [10, "SELECT 0", "SELECT 10"]);
      each.model.take({ kind: "recall", at: 1 });
      assert.deepEqual(each.posts.at(-1), { kind: "fill", values: { f0: "SELECT 10" } });
      each.history.clear();
      assert.deepEqual(each.history.of("presto/query"), []);
    },
  );
});
