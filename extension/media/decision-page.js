// The script of a decision page. It counts down, keeps what the person typed when the page is drawn again, and sends the
// person's choice to the extension. It decides nothing: the extension binds each choice to what it drew.

/* global acquireVsCodeApi */
const editor = acquireVsCodeApi();
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const only = (selector, within = document) => within.querySelector(selector);
const requestOf = (element) => element.closest("[data-request]");
const filled = (template, ...values) => template.replace(/\{(\d)\}/g, (_, at) => values[at]);

const countDown = () => {
  for (const element of all("[data-until]")) {
    const seconds = Math.max(0, Math.ceil((Date.parse(element.dataset.until) - Date.now()) / 1000));
    const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    element.textContent = seconds === 0 ? element.dataset.over : filled(element.dataset.left, left);
    element.classList.toggle("soon", seconds < 60);
  }
};

// Choices and reasons are kept when the page is drawn again, which happens whenever a request comes or goes.
const keyOf = ({ type, name, value }) => (type === "radio" ? `${name}=${value}` : name);
const keep = () => {
  const fields = Object.fromEntries(
    all("input").map((input) => [keyOf(input), input.type === "text" ? input.value : input.checked]),
  );
  const focused = document.activeElement;
  editor.setState({ fields, focused: focused?.matches("input") ? keyOf(focused) : null });
};
const restore = () => {
  const { fields = {}, focused = null } = editor.getState() ?? {};
  for (const input of all("input")) {
    const stored = fields[keyOf(input)];
    if (stored === undefined) continue;
    if (input.type === "text") input.value = stored;
    else input.checked = stored;
    if (keyOf(input) === focused) input.focus({ preventScroll: true });
  }
};

const tally = () => {
  const words = only("[data-tally]");
  if (words === null) return;
  const count = (value) => all(`input[value=${value}]:checked`).length;
  words.textContent = filled(words.dataset.tally, count("approve"), count("reject"), count("leave"));
};

/** Shows what is missing under the fields, or hides it again. `name` is a request's id, or "all". */
const problem = (name, shown) => {
  const text = document.getElementById(`problem.${name}`);
  if (text !== null) text.hidden = !shown;
  const input = only(`input[name="reason.${name}"]`);
  if (input === null) return;
  if (shown) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  if (shown) input.setAttribute("aria-describedby", `problem.${name}`);
};
/** The reason that the person typed. Null where it is empty; the field then gets the focus, and the page says why. */
const reasonIn = (input) => {
  const reason = input.value.trim();
  problem(input.name.slice("reason.".length), reason === "");
  if (reason === "") input.focus();
  return reason === "" ? null : reason;
};
const reasonOf = (id) => only(`input[name="reason.${id}"]`);

const choiceOf = (request, decision, reasonInput) => {
  const id = request.dataset.request;
  if (decision === "approve") {
    // Where the page shows several requests, this checkbox is visible only while "Approve" is chosen.
    const seen = only("input[value=approve]", request)?.checked ?? true;
    return { id, decision, similar: seen && (only(`input[name="similar.${id}"]`, request)?.checked ?? false) };
  }
  const reason = reasonIn(reasonInput ?? reasonOf(id));
  return reason === null ? null : { id, decision, reason };
};

// Buttons that have just appeared take no decision, because a click may be meant for what was there before. They are drawn
// disabled, so this holds before this script runs, too. The extension checks the same (approvals/settle-delay.ts).
const settleMs = 1000;
let sending = false;
let settled = 0;
const settle = () => {
  settled += 1;
  const turn = settled;
  for (const button of all("[data-decide], [data-batch], [data-settle]")) button.disabled = true;
  setTimeout(() => {
    if (turn === settled && !sending)
      for (const button of all("button:not([aria-describedby])")) button.disabled = false;
  }, settleMs);
};
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && settle());

const send = (choices) => {
  if (choices.length === 0 || choices.includes(null)) return;
  sending = true;
  for (const button of all("button")) button.disabled = true;
  editor.postMessage({ kind: "decide", choices });
};

const record = (settlement) => {
  if (settlement === null) return;
  sending = true;
  for (const button of all("button")) button.disabled = true;
  editor.postMessage(settlement);
};

const decidable = () => all("[data-request]").filter((request) => only("input[value=leave]", request) !== null);
const batches = {
  send: () => {
    const chosen = (request) => only("input[name^=decision]:checked", request).value;
    return decidable().flatMap((request) => (chosen(request) === "leave" ? [] : [choiceOf(request, chosen(request))]));
  },
  approve: () => decidable().map((request) => choiceOf(request, "approve")),
  reject: () => {
    if (reasonIn(reasonOf("all")) === null) return [];
    return decidable().map((request) => choiceOf(request, "reject", reasonOf("all")));
  },
};

/** How the call ended, as the person says. Null where a part of the answer is missing. */
const settlementOf = (request) => {
  const id = request.dataset.request;
  const outcome = only(`input[name="outcome.${id}"]:checked`, request)?.value;
  const reason = reasonIn(reasonOf(id));
  if (outcome === undefined) problem(id, true);
  return outcome === undefined || reason === null ? null : { kind: "settle", id, outcome, reason };
};

// Enter in a reason field presses the button that the reason is for, where that button takes a decision.
document.addEventListener("keydown", (event) => {
  const { key, target, isComposing } = event;
  if (key !== "Enter" || isComposing || !target.matches("input[name^=reason]")) return;
  event.preventDefault();
  const request = requestOf(target);
  const button =
    request === null
      ? only("[data-batch=reject]")
      : (only("[data-decide=reject], [data-settle]", request) ?? only("[data-batch=send]"));
  if (button !== null && !button.disabled) button.click();
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button === null) return;
  const { link, decide, batch } = button.dataset;
  if (link !== undefined) editor.postMessage({ kind: link, id: requestOf(button).dataset.request });
  if (decide !== undefined) send([choiceOf(requestOf(button), decide)]);
  if (batch !== undefined) send(batches[batch]());
  if (button.dataset.settle !== undefined) record(settlementOf(requestOf(button)));
});
document.addEventListener("input", ({ target }) => {
  if (target.name?.startsWith("reason.")) problem(target.name.slice("reason.".length), false);
  keep();
  tally();
});
document.addEventListener("focusin", keep);
// The extension sends a message when the registry has answered and the page stays open.
addEventListener("message", () => {
  sending = false;
  settle();
});

settle();
restore();
tally();
countDown();
setInterval(countDown, 1000);
