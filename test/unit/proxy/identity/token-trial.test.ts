import assert from "node:assert/strict";
import { Secret } from "../../../../proxy/identity/secret.ts";
import { acceptedTokens } from "../../../../proxy/identity/token-trial.ts";
import type { Tokens } from "../../../../proxy/identity/tokens.ts";
import { verifies } from "../../../support/verifies.ts";

const tokens = (name: string): Tokens => ({
  ...{ accessToken: new Secret(name), refreshToken: new Secret("r"), issuedAt: 0, expiresAt: 1 },
});
const accepting =
  (name: string, renewable: boolean) =>
  async ({ accessToken }: Tokens) =>
    accessToken.reveal() === name ? null : { why: `It is ${accessToken.reveal()}.`, renewable };

describe("the trial of a sign-in", () => {
  const renew = async () => tokens("second");

  it(verifies("idp.trial", "A sign-in goes on with its tokens, or with those of one renewal"), async () => {
    const accepted = async (name: string) =>
      (await acceptedTokens(tokens("first"), accepting(name, true), renew)).accessToken;
    assert.equal((await accepted("first")).reveal(), "first");
    assert.equal((await accepted("second")).reveal(), "second");
  });

  it(
    verifies("idp.trial", "A sign-in ends with the last reason, and renews nothing where that would not help"),
    async () => {
      await assert.rejects(acceptedTokens(tokens("first"), accepting("none", true), renew), /It is second\./);
      await assert.rejects(
        acceptedTokens(tokens("first"), accepting("second", false), renew),
        /It is first\..*not kept/,
      );
    },
  );
});
