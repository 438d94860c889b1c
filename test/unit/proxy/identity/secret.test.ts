import assert from "node:assert/strict";
import { format, inspect } from "node:util";
import { Secret } from "../../../../proxy/identity/secret.ts";
import { toText } from "../../../../proxy/identity/stored-session.ts";
import { tokensOf } from "../../../../proxy/identity/tokens.ts";
import { verifies } from "../../../support/verifies.ts";

const value = "tok-5d41402abc4b2a76b9719d911017c592";

const response = () => ({ access_token: value, refresh_token: value, token_type: "bearer" as const });

describe("a secret", () => {
  const secret = new Secret(value);
  const held = { nested: [{ secret }], tokens: tokensOf(response(), 0, "https://issuer.example") };

  for (const [how, text] of [
    ["inspect", () => inspect(held, { depth: 9, showHidden: true, getters: true })],
    ["inspect without custom inspection", () => inspect(held, { depth: 9, customInspect: false, showHidden: true })],
    ["JSON", () => JSON.stringify(held)],
    ["format", () => format("%s %o %j %O", secret, held, held, secret)],
    ["a template", () => `${secret} ${String(secret)} ${[secret]}`],
    ["an error's cause", () => inspect(new Error(`no ${secret}`, { cause: held }), { depth: 9 })],
    ["its keys", () => Object.entries(secret).join() + Object.getOwnPropertyNames(secret).join()],
    ["a structured clone", () => inspect(structuredClone(secret), { showHidden: true })],
  ] as const) {
    it(verifies("sign-in.secret", `A secret does not show in ${how}`), () => assert.ok(!text().includes(value)));
  }

  it("A secret shows itself to a caller of `reveal`", () => assert.equal(secret.reveal(), value));

  it("A secret is written to the store", () => {
    const tokens = tokensOf(response(), 0, "https://issuer.example");
    assert.ok(toText({ state: "signed-in", issuer: "https://issuer.example", user: null, tokens }).includes(value));
  });
});
