// A module, because live.js in the same folder uses the same names. Passkeys at the inbox: before the browser sends a
// form that needs one, it asks for the passkey, and sends the answer with the form. The registry decides what the
// answer permits: its challenge is the digest of exactly this form.

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const named = (credential) => ({ ...credential, id: bytes(credential.id) });

const get = async (options) => {
  const { id, rawId, type, response } = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: (options.allowCredentials ?? []).map(named),
    },
  });
  return JSON.stringify({
    ...{ id, rawId: text(rawId), type, clientExtensionResults: {} },
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
    },
  });
};
const create = async (options) => {
  const { id, rawId, type, response } = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: (options.excludeCredentials ?? []).map(named),
    },
  });
  return JSON.stringify({
    ...{ id, rawId: text(rawId), type, clientExtensionResults: {} },
    response: { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject) },
  });
};

const say = (form, words) => {
  const place = form.closest("article, section").querySelector("[data-passkey-problem]");
  place.hidden = words === null;
  place.textContent = words ?? "";
  if (words !== null) place.focus();
};
const put = (form, name, value) => {
  const field = form.querySelector(`input[type=hidden][name="${name}"]`) ?? document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = value;
  form.append(field);
};
const problems = {
  NotAllowedError: "Your browser got no passkey: it was cancelled, took too long, or none of yours is here. Try again.",
  InvalidStateError: "This device's passkey is here already.",
  NotSupportedError: "This browser or device can make no passkey that is good here. Use another.",
  SecurityError: "Your browser gives no passkey to this address. Tell the operator of this registry.",
};

const send = async (form, submitter) => {
  if (submitter?.name) put(form, submitter.name, submitter.value);
  const answer = await fetch(form.dataset.passkey, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const question = answer.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : null;
  if (question === null)
    throw new Error("Your session has ended, or the registry cannot answer. Load this page again.");
  if (question.problem !== undefined) throw new Error(question.problem);
  if (question.confirm !== null) put(form, "confirmation", await get(question.confirm));
  if (question.register !== null) put(form, "registration", await create(question.register));
  form.submit();
};

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.dataset.passkey === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    say(form, null);
    send(form, event.submitter).catch((error) => {
      form.removeAttribute("aria-busy");
      say(form, problems[error.name] ?? error.message);
    });
  },
  true,
);
