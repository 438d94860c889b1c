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
    const kept = fields[keyOf(input)];
    if (kept === undefined) continue;
    if (input.type === "text") input.value = kept;
    else input.checked = kept;
    if (keyOf(input) === focused) input.focus({ preventScroll: true });
  }
};

const tally = () => {
  const words = only("[data-tally]");
  if (words === null) return;
  const count = (value) => all(`input[value=${value}]:checked`).length;
  words.textContent = filled(words.dataset.tally, count("approve"), count("reject"), count("leave"));
};

/** The reason that the person typed. Null where it is empty; the field then gets the focus, so that the person types one. */
const reasonIn = (input) => {
  const reason = input.value.trim();
  if (reason === "") {
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }
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
// disabled, so this holds before this script runs, too. The extension checks the same (approvals/settling.ts).
const settleMs = 1000;
let sending = false;
let settled = 0;
const settle = () => {
  settled += 1;
  const turn = settled;
  for (const button of all("[data-decide], [data-batch]")) button.disabled = true;
  setTimeout(() => {
    if (turn === settled && !sending) for (const button of all("button")) button.disabled = false;
  }, settleMs);
};
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && settle());

const send = (choices) => {
  if (choices.length === 0 || choices.includes(null)) return;
  sending = true;
  for (const button of all("button")) button.disabled = true;
  editor.postMessage({ kind: "decide", choices });
};

const decidable = () => all("[data-request]").filter((request) => only("input[type=radio]", request) !== null);
const batches = {
  send: () => {
    const chosen = (request) => only("input[type=radio]:checked", request).value;
    return decidable().flatMap((request) => (chosen(request) === "leave" ? [] : [choiceOf(request, chosen(request))]));
  },
  approve: () => decidable().map((request) => choiceOf(request, "approve")),
  reject: () => {
    if (reasonIn(reasonOf("all")) === null) return [];
    return decidable().map((request) => choiceOf(request, "reject", reasonOf("all")));
  },
};

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button === null) return;
  const { link, decide, batch } = button.dataset;
  if (link !== undefined) editor.postMessage({ kind: link, id: requestOf(button).dataset.request });
  if (decide !== undefined) send([choiceOf(requestOf(button), decide)]);
  if (batch !== undefined) send(batches[batch]());
});
document.addEventListener("input", () => {
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
