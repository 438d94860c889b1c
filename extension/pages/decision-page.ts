/**
 * The script of a decision page. It counts down, keeps what the person typed when the page is drawn again, and sends the
 * person's choice to the extension. It decides nothing: the extension binds each choice to what it drew.
 */

import { settleMs } from "@drawbridge/contracts/approvals/settle-delay";
import type { PageMessage } from "../approvals/page/page-message.ts";
import { startCountdowns } from "./countdowns.ts";
import { all, only, targetOf } from "./dom.ts";

type Choice = Extract<PageMessage, { kind: "decide" }>["choices"][number];
type Settlement = Extract<PageMessage, { kind: "settle" }>;

/** What the person typed and chose, by the name of the field. */
interface PageState {
  readonly fields: Readonly<Record<string, string | boolean>>;
  readonly focused: string | null;
}

const editor = acquireVsCodeApi<PageState, PageMessage>();
const requestOf = (element: Element): HTMLElement | null => element.closest<HTMLElement>("[data-request]");
const idOf = (request: HTMLElement): string => request.dataset.request ?? "";
const inputs = (selector: string, within?: ParentNode) => all<HTMLInputElement>(selector, within);
const input = (selector: string, within?: ParentNode) => only<HTMLInputElement>(selector, within);
const buttons = (selector: string) => all<HTMLButtonElement>(selector);

// Choices and reasons are kept when the page is drawn again, which happens whenever a request comes or goes.
const keyOf = ({ type, name, value }: HTMLInputElement): string => (type === "radio" ? `${name}=${value}` : name);
const keepFields = (): void => {
  const values = inputs("input").map(
    (each) => [keyOf(each), each.type === "text" ? each.value : each.checked] as const,
  );
  const { activeElement } = document;
  const focused = activeElement instanceof HTMLInputElement ? keyOf(activeElement) : null;
  editor.setState({ fields: Object.fromEntries(values), focused });
};
const restoreFields = (): void => {
  const { fields, focused } = editor.getState() ?? { fields: {}, focused: null };
  for (const each of inputs("input")) {
    const stored = fields[keyOf(each)];
    if (stored === undefined) continue;
    if (typeof stored === "string") each.value = stored;
    else each.checked = stored;
    if (keyOf(each) === focused) each.focus({ preventScroll: true });
  }
};

const tally = (): void => {
  const place = only("[data-tally]");
  if (place === null) return;
  const counts = ["approve", "reject", "leave"].map((value) => inputs(`input[value=${value}]:checked`).length);
  place.textContent = (place.dataset.tally ?? "").replace(/\{(\d)\}/g, (_, at) => String(counts[Number(at)]));
};

/** Shows what is missing under the fields, or hides it again. `name` is a request's id, or "all". */
const showProblem = (name: string, isShown: boolean): void => {
  const text = document.getElementById(`problem.${name}`);
  if (text !== null) text.hidden = !isShown;
  const field = input(`input[name="reason.${name}"]`);
  if (field === null) return;
  if (isShown) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", `problem.${name}`);
  } else field.removeAttribute("aria-invalid");
};

const reasonPrefix = "reason.";
const reasonField = (name: string): HTMLInputElement | null => input(`input[name="${reasonPrefix}${name}"]`);
/** The reason that the person typed. Null where it is empty; the field then gets the focus, and the page says why. */
const reasonIn = (field: HTMLInputElement | null): string | null => {
  if (field === null) return null;
  const reason = field.value.trim();
  showProblem(field.name.slice(reasonPrefix.length), reason === "");
  if (reason === "") field.focus();
  return reason === "" ? null : reason;
};

/** Null where a part of the choice is missing. `field` has the reason of a rejection. */
const choiceOf = (
  request: HTMLElement,
  decision: "approve" | "reject",
  field: HTMLInputElement | null = reasonField(idOf(request)),
): Choice | null => {
  const id = idOf(request);
  if (decision === "approve") {
    // Where the page shows several requests, this checkbox is visible only while "Approve" is chosen.
    const isSeen = input("input[value=approve]", request)?.checked ?? true;
    return { id, decision, similar: isSeen && (input(`input[name="similar.${id}"]`, request)?.checked ?? false) };
  }
  const reason = reasonIn(field);
  return reason === null ? null : { id, decision, reason };
};

// Buttons that have just appeared take no decision, because a click may be meant for what was there before. They are drawn
// disabled, so this holds before this script runs, too. The extension checks the same.
let sending = false;
let turns = 0;
const settle = (): void => {
  turns += 1;
  const turn = turns;
  for (const button of buttons("[data-decide], [data-batch], [data-settle]")) button.disabled = true;
  setTimeout(() => {
    if (turn === turns && !sending)
      for (const button of buttons("button:not([aria-describedby])")) button.disabled = false;
  }, settleMs);
};

const send = (message: PageMessage): void => {
  sending = true;
  for (const button of buttons("button")) button.disabled = true;
  editor.postMessage(message);
};
/** Sends nothing where there is no choice, or where a part of one is missing. */
const decide = (choices: readonly (Choice | null)[]): void => {
  const whole = choices.filter((choice) => choice !== null);
  if (whole.length > 0 && whole.length === choices.length) send({ kind: "decide", choices: whole });
};

const decidable = (): readonly HTMLElement[] =>
  all("[data-request]").filter((request) => input("input[value=leave]", request) !== null);
const chosenIn = (request: HTMLElement): string | undefined => input("input[name^=decision]:checked", request)?.value;
const batches: Readonly<Record<string, () => readonly (Choice | null)[]>> = {
  send: () =>
    decidable().flatMap((request) => {
      const chosen = chosenIn(request);
      return chosen === "approve" || chosen === "reject" ? [choiceOf(request, chosen)] : [];
    }),
  approve: () => decidable().map((request) => choiceOf(request, "approve")),
  reject: () => {
    const field = reasonField("all");
    return reasonIn(field) === null ? [] : decidable().map((request) => choiceOf(request, "reject", field));
  },
};

/** How the call ended, as the person says. Null where a part of the answer is missing. */
const settlementOf = (request: HTMLElement): Settlement | null => {
  const id = idOf(request);
  const outcome = input(`input[name="outcome.${id}"]:checked`, request)?.value;
  const reason = reasonIn(reasonField(id));
  const isChosen = outcome === "succeeded" || outcome === "failed";
  if (!isChosen) showProblem(id, true);
  return !isChosen || reason === null ? null : { kind: "settle", id, outcome, reason };
};

/** The links that a request can have. Each is the kind of a message that names the request alone. */
const links = ["open-link", "open-text", "compare", "copy-link", "revoke"] as const;

// Enter in a reason field presses the button that the reason is for, where that button takes a decision.
document.addEventListener("keydown", (event) => {
  const target = targetOf(event);
  if (event.key !== "Enter" || event.isComposing || !target?.matches("input[name^=reason]")) return;
  event.preventDefault();
  const request = requestOf(target);
  const button =
    request === null
      ? only<HTMLButtonElement>("[data-batch=reject]")
      : (only<HTMLButtonElement>("[data-decide=reject], [data-settle]", request) ??
        only<HTMLButtonElement>("[data-batch=send]"));
  if (button !== null && !button.disabled) button.click();
});
document.addEventListener("click", (event) => {
  const button = targetOf(event)?.closest("button") ?? null;
  if (button === null) return;
  const { link, decide: decision, batch, settle: settles } = button.dataset;
  if (batch !== undefined) decide(batches[batch]?.() ?? []);
  const request = requestOf(button);
  if (request === null) return;
  for (const kind of links) if (kind === link) editor.postMessage({ kind, id: idOf(request) });
  if (decision === "approve" || decision === "reject") decide([choiceOf(request, decision)]);
  const settlement = settles === undefined ? null : settlementOf(request);
  if (settlement !== null) send(settlement);
});
document.addEventListener("input", (event) => {
  const target = targetOf(event);
  if (target instanceof HTMLInputElement && target.name.startsWith(reasonPrefix))
    showProblem(target.name.slice(reasonPrefix.length), false);
  keepFields();
  tally();
});
document.addEventListener("focusin", keepFields);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && settle());
// The extension sends a message when the registry has answered and the page stays open.
addEventListener("message", () => {
  sending = false;
  settle();
});

settle();
restoreFields();
tally();
startCountdowns();
