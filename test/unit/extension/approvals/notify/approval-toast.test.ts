import assert from "node:assert/strict";
import type { Presence } from "../../../../../extension/approvals/decide/decision-place.ts";
import { type ToastContext, toAnnounce, toastOf } from "../../../../../extension/approvals/notify/approval-toast.ts";
import { verifies } from "../../../../support/verifies.ts";
import { asker, forOthers, local, noon, plan, request, storeOf, view } from "../requests.ts";

const context = (overrides: Partial<ToastContext> = {}): ToastContext => ({
  ...{ now: noon, own: ["/projects"], others: [], focused: true },
  ...{ open: new Set(), pageInFront: false, announced: new Set(), ...overrides },
});

const here: Presence = { paired: { user: "ada", authenticatedAt: noon, until: noon + 8 * 3_600_000 }, now: noon };

describe("the notification of waiting requests", () => {
  it(
    verifies(
      "vscode.approval-notice",
      "A request's notification names the caller, the act, the place and the cost, and whether it can be undone",
    ),
    () => {
      assert.deepEqual(toastOf([local(request(view("a")))], here), {
        text: "ada, by claude-code in reports: INSERT INTO ads.spend, reads from ads.events on Presto (prod). Cost: about 3 rows, 48 MB; cannot be undone. Statement: INSERT INTO ads.spend SELECT * FROM ads.events",
        kind: "information",
        offers: [
          { act: "details", label: "Details" },
          { act: "reject", label: "Reject…" },
          { act: "later", label: "Later" },
        ],
        ids: ["a"],
      });
    },
  );

  it(
    verifies("vscode.approval-browser", "A request's notification offers the browser where this editor may not decide"),
    () => {
      const mayDecide = { allowed: true, reason: "You are a member of dba.", editorSeconds: 900 };
      const forAWhile = request(view("a", { need: "second-person" }), "pending", { mayDecide });
      for (const presence of [
        { ...here, paired: null },
        { ...here, now: noon + 901_000 },
      ]) {
        const notice = toastOf([local(forAWhile)], presence);
        assert.deepEqual(
          notice?.offers.map(({ act, label }) => [act, label]),
          [
            ["details", "Details"],
            ["open-link", "Decide in Browser"],
            ["later", "Later"],
          ],
        );
      }
    },
  );

  it(verifies("vscode.approval-batch", "Several waiting requests share one notification"), () => {
    const notice = toastOf(
      ["a", "b", "c", "d"].map((id) => local(request(view(id)))),
      here,
    );
    assert.match(notice?.text ?? "", /^4 requests wait for your decision: ads\.spend · INSERT; .*…\.$/);
    assert.deepEqual(
      notice?.offers.map(({ act }) => act),
      ["review", "later"],
    );
  });

  it(
    verifies(
      "vscode.approval-batch",
      "Requests that come while a notification is unanswered share one more, with the same text each time",
    ),
    () => {
      const others = { waiting: true, approve: false };
      const [one, two] = [
        toastOf([local(request(view("b")))], here, others),
        toastOf([local(request(view("c"))), local(request(view("d")))], here, others),
      ];
      assert.equal(one?.text, "More requests wait for your decision.");
      assert.deepEqual({ ...two, ids: [] }, { ...one, ids: [] });
    },
  );

  it(
    verifies(
      "vscode.approval-second-person",
      "The notification tells the requester that others decide, and offers a link for them",
    ),
    () => {
      const notice = toastOf([local(forOthers("b"))], here);
      assert.match(
        notice?.text ?? "",
        /waits\. This needs a second person: you asked for it, so a member of dba must decide\.$/,
      );
      assert.deepEqual(
        notice?.offers.map(({ act }) => act),
        ["details", "copy-link", "later"],
      );
      assert.match(
        toastOf([local(forOthers("b")), local(forOthers("c"))], here)?.text ?? "",
        /^2 of your calls wait for other people/,
      );
      assert.deepEqual(toastOf([local(forOthers("b")), local(request(view("a")))], here)?.ids, ["a"]);
    },
  );

  it(
    verifies(
      "vscode.approval-hostile",
      "A notification's text holds nothing that the editor would draw as a link or as a new line",
    ),
    () => {
      const trap = "[Approve](command:x)\n\u202e[Details";
      const shown = view("a", {
        agent: trap,
        workspace: trap,
        serverTitle: trap,
        plan: plan({ verb: trap, objects: [trap, trap] }),
      });
      for (const approvals of [[request(shown)], [request(shown), request({ ...shown, id: "b" })]]) {
        const { text = "" } =
          toastOf(
            approvals.map((each) => local(each)),
            here,
          ) ?? {};
        assert.match(text, /Approve/);
        assert.doesNotMatch(text, /[[\]\n\u202e]/);
      }
    },
  );

  it("There is no notification where no request waits", () => assert.equal(toastOf([], here), null));

  it(
    verifies(
      "vscode.approval-windows",
      "A window announces each request that belongs to it once, else the focused window does",
    ),
    () => {
      const here = local(request(view("here")), asker("/projects/ads"));
      const there = local(request(view("there")), asker("/web"));
      const shown = (overrides: Partial<ToastContext>): readonly string[] =>
        toAnnounce(storeOf([here, there]), context({ others: ["/web"], ...overrides })).map(
          ({ approval }) => approval.view.id,
        );
      assert.deepEqual(shown({}), ["here"]);
      assert.deepEqual(shown({ focused: false }), ["here"]);
      assert.deepEqual(shown({ others: [] }), ["here", "there"]);
      assert.deepEqual(shown({ others: [], focused: false }), ["here"]);
      assert.deepEqual(shown({ announced: new Set(["here"]) }), []);
    },
  );

  it(verifies("vscode.approval-read-first", "No notification covers a decision page of any request"), () => {
    const store = storeOf([local(request(view("a"))), local(request(view("b")))]);
    assert.equal(toAnnounce(store, context({ pageInFront: true })).length, 0);
  });

  it(
    verifies("vscode.approval-read-first", "A notification states the length of a statement that it does not show"),
    () => {
      const content = Array.from({ length: 66 }, (_, at) => `-- ${at}`).join("\n");
      const long = view("a", { plan: plan({ text: { language: "sql", content } }) });
      assert.match(
        toastOf([local(request(long))], here)?.text ?? "",
        /Details shows the whole statement: 66 lines, \d+ characters\.$/,
      );
    },
  );

  it("The notification leaves out requests whose page the person has open", () => {
    const store = storeOf([local(request(view("a")))]);
    assert.equal(toAnnounce(store, context({ open: new Set(["a"]) })).length, 0);
  });
});
