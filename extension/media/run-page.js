// The script of the page that runs a tool. It sends what the person typed, and shows what the extension answers. It keeps
// the typed values in the page's state, which lasts as long as the tab and is written to no file.

/* global acquireVsCodeApi */
const editor = acquireVsCodeApi();
const only = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const controls = () => all("[name]");
const values = () => Object.fromEntries(controls().map(({ name, value }) => [name, value]));
const send = (kind, more = {}) => editor.postMessage({ kind, ...more });

const fill = (kept) => {
  for (const control of controls()) if (typeof kept[control.name] === "string") control.value = kept[control.name];
  grow();
};
const grow = () => {
  for (const area of all("textarea")) area.rows = Math.min(20, Math.max(area.rows, area.value.split("\n").length));
};

const showErrors = (errors, within) => {
  for (const control of controls()) {
    if (within !== undefined && control.name !== within) continue;
    const error = errors[control.name] ?? "";
    const line = document.getElementById(`${control.name}-error`);
    if (line.textContent !== error) line.textContent = error;
    if (error === "") control.removeAttribute("aria-invalid");
    else control.setAttribute("aria-invalid", "true");
  }
  if (within === undefined)
    controls()
      .find(({ name }) => errors[name] !== undefined)
      ?.focus();
};

const showHistory = (labels) => {
  const list = only("#history");
  for (const element of [list, only("label[for=history]")]) element.hidden = labels.length === 0;
  const options = ["", ...labels].map((label, at) => {
    const option = document.createElement("option");
    option.value = at === 0 ? "" : String(at - 1);
    option.textContent = at === 0 ? "…" : label;
    return option;
  });
  list.replaceChildren(...options);
};

const show = ({ state, status, result, history }) => {
  const line = only("#status");
  line.className = state;
  if (line.textContent !== status) line.textContent = status;
  const busy = state === "busy" || state === "waits";
  only("[data-do=run]").disabled = busy;
  only("[data-do=cancel]").hidden = !busy;
  only("[data-do=review]").hidden = state !== "waits";
  // The extension escaped every text in it, and the page's policy runs no script but this one.
  only("#result").innerHTML = result;
  showHistory(history);
};

addEventListener("message", ({ data }) => {
  if (data.kind === "show") show(data);
  if (data.kind === "errors") showErrors(data.errors, data.field);
  if (data.kind === "fill") {
    fill(data.values);
    editor.setState({ values: values() });
  }
});
document.addEventListener("submit", (event) => {
  event.preventDefault();
  send("run", { values: values() });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  if (only("[data-do=run]")?.disabled === false) send("run", { values: values() });
});
document.addEventListener("click", ({ target }) => {
  const act = target.closest("button")?.dataset.do;
  if (act !== undefined && act !== "run") send(act);
});
document.addEventListener("input", () => editor.setState({ values: values() }));
document.addEventListener("change", ({ target }) => {
  if (target.id === "history" && target.value !== "") send("recall", { at: Number(target.value) });
  else if (target.name) send("check", { values: values(), field: target.name });
});

if (only("form") !== null) {
  fill(editor.getState()?.values ?? {});
  controls()[0]?.focus();
  send("ready");
}
