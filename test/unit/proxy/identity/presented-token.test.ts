import assert from "node:assert/strict";
import { PublicProvider } from "@drawbridge/contracts/identity-provider/public-part";
import { withPresentedToken } from "../../../../proxy/identity/presented-token.ts";
import { verifies } from "../../../support/verifies.ts";

const url = "https://id.example";
const issuerWith = (token: string) => ({
  url,
  provider: PublicProvider.parse({
    issuer: url,
    clientId: "a",
    resource: null,
    person: { claim: "sub", named: false },
    token,
  }),
});
const idToken = `x.${Buffer.from(JSON.stringify({ iat: 1_000, exp: 4_600 })).toString("base64url")}.x`;
const response = {
  ...{
    access_token: "opaque",
    token_type: "bearer" as const,
    expires_in: 60,
    refresh_token: "again",
    id_token: idToken,
  },
};

describe("the token that goes with requests", () => {
  it(
    verifies("idp.id-token", "The access token goes with requests, unless the registry says that the ID token does"),
    () => {
      assert.equal(withPresentedToken(response, issuerWith("access_token")), response);
      const { access_token, expires_in, refresh_token } = withPresentedToken(response, issuerWith("id_token"));
      assert.deepEqual([access_token, expires_in, refresh_token], [idToken, 3_600, "again"]);
    },
  );

  it(
    verifies("idp.id-token", "A provider that gives no ID token is named in the refusal, with the scope that it needs"),
    () => {
      for (const id_token of [undefined, "opaque", "a.b.c"]) {
        const { id_token: _, ...others } = response;
        const answer = id_token === undefined ? others : { ...others, id_token };
        assert.throws(() => withPresentedToken(answer, issuerWith("id_token")), /id\.example .*scope openid/);
      }
    },
  );
});
