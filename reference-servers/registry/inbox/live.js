// What the inbox's pages do beyond plain forms: they follow changes, count down, and handle keys. The script changes
// what is shown and what is chosen. Only a form that is sent decides. live-script.ts puts `settleMs` and `showTimeLeft`
// before it.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const only = (selector, within = document) => within.querySelector(selector);

// Shows times in the reader's own time zone, and how long is left.
const localise = (within) => {
  for (const time of all("time[datetime]", within)) {
    const at = new Date(time.dateTime);
    const today = at.toDateString() === new Date().toDateString();
    time.textContent = today
      ? at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
      : at.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    time.title = at.toLocaleString();
  }
};
const countDown = () => {
  for (const element of all("[data-until]")) showTimeLeft(element, Date.now());
};

// Follows changes: fetches the page again. What is the same stays in place, with any text that was typed into it.
const liveState = only("[data-live-state]");
const say = (on, words) => {
  liveState.className = `live ${on ? "on" : "off"}`;
  liveState.textContent = words;
};
const keyOf = (element) => `${element.dataset.id} ${element.dataset.version}`;
const keepSame = (before, after) => {
  const known = new Map(all("[data-id]", before).map((element) => [keyOf(element), element]));
  for (const element of all("[data-id]", after))
    known.has(keyOf(element)) && element.replaceWith(known.get(keyOf(element)));
};
// Copies what was typed or ticked into a card that is now drawn in another way: a single request has buttons, several
// have a choice each.
const carry = (before, after) => {
  for (const typed of all("[data-cards] input:not([type=hidden], [type=radio])", before)) {
    const field = only(`input[name="${typed.name}"]`, after);
    if (field === null || field === typed) continue;
    if (typed.type === "checkbox") field.checked = typed.checked;
    else if (typed.value !== "") field.value = typed.value;
    // If there are several requests, the reason field shows when Reject is chosen.
    const reject = only("input[value=reject]", field.closest(".choice") ?? document.createElement("i"));
    const writing = typed.type !== "checkbox" && (typed.value !== "" || typed === document.activeElement);
    if (writing && reject !== null) reject.checked = true;
  }
};
const refocus = (focused, selection) => {
  if (focused.isConnected) return focused.focus({ preventScroll: true });
  const again = focused.name === undefined ? null : only(`input[name="${focused.name}"]:not([type=radio])`);
  again?.focus({ preventScroll: true });
  if (again?.type === "text") again.setSelectionRange(...selection);
};
const refresh = async () => {
  const answer = await fetch(location.href, { headers: { "x-drawbridge-live": "1" }, redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 401) {
    events.close();
    say(false, "Your session has ended: reload to sign in");
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const focused = document.activeElement;
  const selection = [focused?.selectionStart, focused?.selectionEnd];
  const before = names();
  const drawn = only("[data-decisions] [name=drawn]")?.value;
  for (const region of all("[data-live]")) {
    const next = only(`[data-live="${region.dataset.live}"]`, page);
    if (next === null) continue;
    if (region.dataset.id !== undefined && keyOf(region) === keyOf(next)) continue;
    carry(region, next);
    keepSame(region, next);
    localise(next);
    region.replaceWith(next);
  }
  if (focused !== null) refocus(focused, selection);
  cardsChanged(before);
  // The time when the page appeared stays. The code above handles what changed in its requests since.
  const field = only("[data-decisions] [name=drawn]");
  if (field !== null && drawn !== undefined) field.value = drawn;
  countDown();
  tally();
};
let refreshing = null;
let again = false;
const refreshSoon = () => {
  if (refreshing !== null) {
    again = true;
    return;
  }
  refreshing = new Promise((done) => setTimeout(done, 80))
    .then(refresh)
    .catch(() => say(false, "Not up to date: trying again"))
    .finally(() => {
      refreshing = null;
      if (again) refreshSoon();
      again = false;
    });
};
const events = new EventSource(liveState.dataset.events);
let heardBefore = false;
events.addEventListener("ready", () => {
  say(true, "Live");
  if (heardBefore) refreshSoon();
  heardBefore = true;
});
events.addEventListener("approval", refreshSoon);
events.addEventListener("scope", refreshSoon);
events.addEventListener("error", () => say(false, "Not up to date: connecting"));

// Counts the decisions that the form would send.
const tally = () => {
  const place = only("[data-tally]");
  if (place === null) return;
  const count = (value) => all(`input[type=radio][value=${value}]:checked`).length;
  const words = [
    [count("approve"), "to approve"],
    [count("reject"), "to reject"],
  ].filter(([number]) => number > 0);
  place.textContent = words.length === 0 ? "Nothing chosen yet" : words.map((pair) => pair.join(" ")).join(", ");
};
document.addEventListener("change", tally);

// Requests that have just appeared take no decision, because a click that was meant for what was there before must not
// decide. The server checks the same for a page that was just drawn (drawn.ts).
let upSince = 0;
let cardsSince = 0;
const settling = () => performance.now() - upSince < settleMs;
const settle = () => {
  upSince = performance.now();
  document.documentElement.dataset.settling = "";
  setTimeout(() => {
    if (!settling()) delete document.documentElement.dataset.settling;
  }, settleMs);
};
const names = () => cards().map((card) => `${card.dataset.id} ${only("[data-approve]", card) !== null}`);
/**
 * Other requests are now in these places. A control that is chosen by its place waits; a control that names its request
 * does not.
 */
const cardsChanged = (before) => {
  if (before.join() !== names().join()) cardsSince = performance.now();
};
const cardsSettling = () => performance.now() - cardsSince < settleMs;
addEventListener("pageshow", settle);
addEventListener("focus", settle);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && settle());
addEventListener(
  "submit",
  (event) => {
    if (event.target.method !== "post") return;
    const everything = event.submitter?.name === "all" && event.submitter.value !== "";
    const alone = event.target.closest("[data-cards]") !== null;
    if (!settling() && !((everything || alone) && cardsSettling())) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
// Only for the pointer, because a key acts on the card that has the focus.
addEventListener(
  "click",
  (event) => {
    if (event.detail === 0 || !cardsSettling() || event.target.closest("[data-cards] :is(.choice, .decide)") === null)
      return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

// Handles keys.
const cards = () => all("[data-cards] > [data-id]");
const current = () => document.activeElement?.closest("[data-cards] > [data-id]") ?? null;
const move = (by) => {
  const list = cards();
  const at = list.indexOf(current());
  const next = list[at === -1 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1)];
  next?.focus();
};
const choose = (value) => {
  const radio = only(`input[type=radio][value=${value}]`, current() ?? document.createElement("i"));
  if (radio === null) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  if (value === "reject") only(".why input", current()).focus();
};
// A request with buttons gets the focus on one of them. Among several requests, the choice is made.
const focusOrChoose = (selector, value) => {
  const field = only(selector, current() ?? document);
  if (field === null) choose(value);
  else field.focus();
};
const keys = {
  j: () => move(1),
  k: () => move(-1),
  a: () => focusOrChoose("[data-approve]", "approve"),
  r: () => focusOrChoose("[data-why]", "reject"),
  u: () => choose("leave"),
  Enter: () => only("h2 a", current() ?? document.createElement("i"))?.click(),
  "?": () => only("[data-help]")?.showModal(),
};
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const typing = target.matches("input:not([type=radio], [type=checkbox]), textarea");
  if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
    only("[data-decisions]")?.requestSubmit(only("[data-decisions] .primary"));
    return;
  }
  if (typing && key === "Escape") (target.closest("[data-id]") ?? document.body).focus();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || only("dialog[open]")) return;
  if (key === "Enter" && !target.matches("[data-cards] > [data-id]")) return;
  if (!Object.hasOwn(keys, key)) return;
  event.preventDefault();
  keys[key]();
});
// Enter in a reason field ends the typing and sends nothing.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && event.target.matches(".choice .why input"))
    event.preventDefault();
});

// A second click while the first is being sent would only get the answer that it came too late.
document.addEventListener("submit", (event) => {
  if (event.target.ariaBusy === "true") event.preventDefault();
  else if (event.target.method === "post") event.target.ariaBusy = "true";
});
// A page that the browser restores from its cache has not sent a form yet.
addEventListener("pageshow", () => {
  for (const form of all("form[aria-busy]")) form.ariaBusy = null;
});

settle();
localise(document);
countDown();
tally();
setInterval(countDown, 1000);
