/**
 * The script of the page that runs a tool. It sends what the person typed, and shows what the extension answers. It keeps
 * the typed values in the page's state, which lasts as long as the tab and is written to no file.
 */
import type { PageUpdate, RunMessage } from "../run/run-message.ts";
import { all, only, targetOf } from "./dom.ts";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
type Values = Readonly<Record<string, string>>;
type Shown = Extract<PageUpdate, { kind: "show" }>;

const editor = acquireVsCodeApi<{ readonly values: Values }, RunMessage>();
const controls = (): readonly Control[] => all<Control>("[name]");
const values = (): Record<string, string> => Object.fromEntries(controls().map(({ name, value }) => [name, value]));
const store = (): void => editor.setState({ values: values() });
const runButton = () => only<HTMLButtonElement>("[data-do=run]");

const growAreas = (): void => {
  for (const area of all<HTMLTextAreaElement>("textarea"))
    area.rows = Math.min(20, Math.max(area.rows, area.value.split("\n").length));
};
const fill = (stored: Values): void => {
  for (const control of controls()) {
    const value = stored[control.name];
    if (value !== undefined) control.value = value;
  }
  growAreas();
};

/** Shows the errors of all fields and goes to the first one, or shows those of one field alone. */
const showErrors = (errors: Values, field: string | undefined): void => {
  for (const control of controls()) {
    if (field !== undefined && control.name !== field) continue;
    const error = errors[control.name] ?? "";
    const line = document.getElementById(`${control.name}-error`);
    if (line !== null && line.textContent !== error) line.textContent = error;
    if (error === "") control.removeAttribute("aria-invalid");
    else control.setAttribute("aria-invalid", "true");
  }
  if (field === undefined)
    controls()
      .find(({ name }) => errors[name] !== undefined)
      ?.focus();
};

const showHistory = (labels: readonly string[]): void => {
  for (const element of [...all("#history"), ...all("label[for=history]")]) element.hidden = labels.length === 0;
  const options = ["", ...labels].map((label, at) => {
    const option = document.createElement("option");
    option.value = at === 0 ? "" : String(at - 1);
    option.textContent = at === 0 ? "…" : label;
    return option;
  });
  only("#history")?.replaceChildren(...options);
};

const show = ({ state, status, result, history }: Shown): void => {
  const line = only("#status");
  if (line !== null) line.className = state;
  if (line !== null && line.textContent !== status) line.textContent = status;
  const isBusy = state === "busy" || state === "waits";
  const run = runButton();
  if (run !== null) run.disabled = isBusy;
  for (const button of all("[data-do=cancel]")) button.hidden = !isBusy;
  for (const button of all("[data-do=review]")) button.hidden = state !== "waits";
  // The extension escaped every text in it, and the page's policy runs no script but this one.
  const output = only("#result");
  if (output !== null) output.innerHTML = result;
  showHistory(history);
};

/** The buttons beside Run. Each is the kind of a message without content. */
const acts = ["reload", "cancel", "review", "copy", "open"] as const;

addEventListener("message", ({ data }: MessageEvent<PageUpdate>) => {
  if (data.kind === "show") show(data);
  if (data.kind === "errors") showErrors(data.errors, data.field);
  if (data.kind === "fill") {
    fill(data.values);
    store();
  }
});
document.addEventListener("submit", (event) => {
  event.preventDefault();
  editor.postMessage({ kind: "run", values: values() });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  if (runButton()?.disabled === false) editor.postMessage({ kind: "run", values: values() });
});
document.addEventListener("click", (event) => {
  const act = targetOf(event)?.closest("button")?.dataset.do;
  for (const kind of acts) if (kind === act) editor.postMessage({ kind });
});
document.addEventListener("input", store);
document.addEventListener("change", (event) => {
  const target = targetOf(event);
  if (target instanceof HTMLSelectElement && target.id === "history") {
    if (target.value !== "") editor.postMessage({ kind: "recall", at: Number(target.value) });
  } else if (target?.hasAttribute("name"))
    editor.postMessage({ kind: "check", values: values(), field: target.getAttribute("name") ?? "" });
});

if (only("form") !== null) {
  fill(editor.getState()?.values ?? {});
  controls()[0]?.focus();
  editor.postMessage({ kind: "ready" });
}
