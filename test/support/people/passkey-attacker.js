// What a script, even a hostile one, could do in a page of the inbox or on its own site: post forms and use an authenticator.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
const base64url = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

globalThis.attacker = {
  async post(path, fields) {
    const form = document.querySelector("input[name=form]")?.value ?? "";
    const drawn = String(Date.now() - 5000);
    const answer = await fetch(path, { method: "POST", body: new URLSearchParams({ form, drawn, ...fields }) });
    return { status: answer.status, text: await answer.text() };
  },
  /** A new credential in the format of the inbox's forms. */
  async create(options) {
    const { id, rawId, response } = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: [],
      },
    });
    const { clientDataJSON, attestationObject } = response;
    return JSON.stringify({
      ...{ id, rawId: base64url(rawId), type: "public-key", clientExtensionResults: {} },
      response: { clientDataJSON: base64url(clientDataJSON), attestationObject: base64url(attestationObject) },
    });
  },
  /** An assertion in the format of the inbox's forms. */
  async sign({ challenge, allowCredentials }, userVerification) {
    const credential = await navigator.credentials.get({
      publicKey: {
        ...{ rpId: "localhost", challenge: bytes(challenge), userVerification },
        allowCredentials: allowCredentials.map(({ id }) => ({ type: "public-key", id: bytes(id) })),
      },
    });
    const { clientDataJSON, authenticatorData, signature } = credential.response;
    return JSON.stringify({
      ...{ id: credential.id, rawId: base64url(credential.rawId), type: "public-key", clientExtensionResults: {} },
      response: {
        clientDataJSON: base64url(clientDataJSON),
        authenticatorData: base64url(authenticatorData),
        signature: base64url(signature),
      },
    });
  },
};
