import assert from "node:assert/strict";
import type { Approval } from "@drawbridge/contracts/approvals";
import { settleMs } from "@drawbridge/contracts/approvals/settle-delay";
import { ApprovalNotifier, type NotifierParts } from "../../../../../extension/approvals/notify/approval-notifier.ts";
import type { ApprovalToast, ToastAction } from "../../../../../extension/approvals/notify/approval-toast.ts";
import type { ApprovalStore } from "../../../../../proxy/approvals/approval-store.ts";
import { verifies } from "../../../../support/verifies.ts";
import { local, noon, plan, request, storeOf, view } from "../requests.ts";

interface Message {
  readonly toast: ApprovalToast;
  /** Chooses a button; undefined closes the message. */
  choose(act: ToastAction | undefined): Promise<void>;
}

/** A window whose messages and clock the test holds. */
class TestWindow {
  readonly messages: Message[] = [];
  /** What was done, in order. */
  readonly done: string[] = [];
  store: ApprovalStore = storeOf([]);
  now = noon;
  quiet = false;
  blocked: string | null = null;
  inFront = false;
  opened: ReadonlySet<string> = new Set();
  readonly notifier: ApprovalNotifier;

  constructor() {
    const note = (what: string): void => void this.done.push(what);
    const parts: NotifierParts = {
      store: () => this.store,
      windows: () => ({ own: ["/projects"], others: [], focused: true }),
      presence: () => ({ paired: { user: "ada", authenticatedAt: noon, until: noon + 8 * 3_600_000 }, now: this.now }),
      pages: () => ({ opened: this.opened, inFront: this.inFront }),
      quiet: () => this.quiet,
      blocked: () => this.blocked,
      show: (toast) =>
        new Promise((chosen) => {
          this.messages.push({
            toast,
            choose: async (act) => {
              chosen(act);
              for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
            },
          });
        }),
      hideMessages: () => note("hide"),
      tooLate: (text) => note(text),
      now: () => this.now,
      actions: {
        approve: ({ id }) => note(`approve ${id}`),
        reject: ({ id }) => note(`reject ${id}`),
        details: (id) => note(`details ${id}`),
        review: () => note("review"),
        openLink: (id) => note(`open ${id}`),
        copyLink: (id) => note(`copy ${id}`),
      },
    };
    this.notifier = new ApprovalNotifier(parts);
  }

  become(...approvals: readonly Approval[]): void {
    this.store = storeOf(approvals.map((each) => local(each)));
    this.notifier.update();
  }

  get last(): Message {
    const last = this.messages.at(-1);
    assert.ok(last);
    return last;
  }

  get texts(): readonly string[] {
    return this.messages.map(({ toast }) => toast.text);
  }

  offers(): readonly string[] {
    return this.last.toast.offers.map(({ act }) => act);
  }
}

/** A request that a notification may approve. */
const small = (id: string) =>
  view(id, {
    plan: plan({
      ...{ reversible: "yes", summary: `CREATE TABLE ads.${id}`, writes: [`ads.${id}`], reads: [] },
      text: { language: "sql", content: `CREATE TABLE ads.${id} (n int)` },
    }),
  });

describe("announcing requests in a window", () => {
  it(
    verifies("vscode.approval-notice", "A window announces a request once, and a click on Approve approves it"),
    async () => {
      const window = new TestWindow();
      window.become(request(small("a")));
      window.notifier.update();
      assert.equal(window.messages.length, 1);
      assert.deepEqual(window.offers(), ["details", "approve", "reject", "later"]);
      window.now += settleMs;
      await window.last.choose("approve");
      assert.deepEqual(window.done, ["approve a"]);
    },
  );

  it(
    verifies(
      "vscode.approval-offline",
      "A request is announced once the registry is back, and a click on an earlier message says that nothing can be decided",
    ),
    async () => {
      const window = new TestWindow();
      window.become(request(small("a")));
      window.blocked = "The registry cannot be reached.";
      window.become(request(small("a")), request(small("b")));
      assert.equal(window.messages.length, 1);
      window.now += settleMs;
      await window.messages[0]?.choose("approve");
      assert.deepEqual(window.done, ["The registry cannot be reached."]);
      window.blocked = null;
      window.notifier.update();
      assert.equal(window.messages.length, 2);
    },
  );

  const decided = { by: "bob", at: "2026-11-21T12:00:00.000Z", reason: null, scope: null };
  for (const [state, sentence] of [
    ["approved", "Already approved by bob: CREATE TABLE ads.a."],
    ["succeeded", "Already approved by bob: CREATE TABLE ads.a."],
    ["rejected", "Already rejected by bob: CREATE TABLE ads.a."],
    ["expired", "Nothing was decided: the time of this request was over (CREATE TABLE ads.a)."],
    ["void", "Nothing was decided: this request was withdrawn (CREATE TABLE ads.a)."],
  ] as const) {
    it(
      verifies(
        "vscode.approval-late-click",
        `A click on a notification whose request is ${state} decides nothing and says so`,
      ),
      async () => {
        for (const act of ["approve", "reject", "open-link"] as const) {
          const window = new TestWindow();
          window.become(request(small("a")));
          window.now += 60_000;
          window.become(request(small("a"), state, { decision: decided }));
          await window.last.choose(act);
          assert.deepEqual(window.done, [sentence], act);
        }
      },
    );
  }

  it(
    verifies(
      "vscode.approval-read-first",
      "A click in a notification's first second decides nothing and shows it again",
    ),
    async () => {
      const window = new TestWindow();
      window.become(request(small("a")));
      window.now += settleMs - 1;
      await window.last.choose("approve");
      assert.deepEqual([window.done, window.messages.length], [[], 2]);
      window.now += settleMs;
      await window.last.choose("approve");
      assert.deepEqual(window.done, ["approve a"]);
    },
  );

  it(
    verifies("vscode.approval-read-first", "A click within a second after another notification closed decides nothing"),
    async () => {
      const window = new TestWindow();
      const large = view("b", { plan: plan({ effect: "destructive" }) });
      window.become(request(large));
      const [first] = window.messages;
      window.become(request(large, "rejected"), request(small("a")));
      window.now += 5_000;
      await first?.choose("later");
      window.now += 200;
      await window.last.choose("approve");
      assert.deepEqual([window.done, window.messages.length], [[], 3]);
    },
  );

  it(
    verifies(
      "vscode.approval-read-first",
      "No second notification has Approve while another one with it may be on the screen",
    ),
    () => {
      const window = new TestWindow();
      window.become(request(small("a")));
      window.become(request(small("a"), "approved"), request(small("b")));
      assert.deepEqual(window.offers(), ["details", "reject", "later"]);
      window.now += 60_000;
      window.become(request(small("a"), "approved"), request(small("b"), "approved"), request(small("c")));
      assert.deepEqual(window.offers(), ["details", "approve", "reject", "later"]);
    },
  );

  it(
    verifies(
      "vscode.approval-batch",
      "A request that comes while another waits unanswered has no notification of its own",
    ),
    async () => {
      const window = new TestWindow();
      window.become(request(small("a")));
      window.become(request(small("a")), request(small("b")));
      window.become(request(small("a")), request(small("b")), request(small("c")));
      assert.deepEqual(
        window.texts.slice(1),
        Array.from({ length: 2 }, () => "More requests wait for your decision."),
      );
      // The editor closes a message when an equal one comes. That is no answer.
      await window.messages[1]?.choose(undefined);
      assert.deepEqual(window.done, []);
      await window.last.choose("review");
      assert.deepEqual(window.done, ["review"]);
    },
  );

  it(
    verifies(
      "vscode.approval-read-first",
      "A page that comes to the front moves notifications away, and requests that come then are announced after it",
    ),
    () => {
      const window = new TestWindow();
      window.become(request(small("a")));
      [window.inFront, window.opened] = [true, new Set(["a"])];
      window.notifier.update();
      window.notifier.update();
      assert.deepEqual(window.done, ["hide"]);
      window.become(request(small("a")), request(small("b")));
      assert.equal(window.messages.length, 1);
      [window.inFront, window.opened] = [false, new Set()];
      window.become(request(small("a"), "approved"), request(small("b")));
      assert.match(window.texts.at(-1) ?? "", /ads\.b/);
      assert.equal(window.messages.length, 2);
    },
  );

  it(
    verifies("vscode.quiet", "A quiet window announces nothing, and what still waits when it is not quiet any more"),
    () => {
      const window = new TestWindow();
      window.quiet = true;
      window.become(request(small("a")));
      assert.equal(window.messages.length, 0);
      window.quiet = false;
      window.notifier.update();
      assert.match(window.texts.at(-1) ?? "", /ads\.a/);
    },
  );
});
