import assert from "node:assert/strict";
import {
  acceptedRedirect,
  type RedirectRules,
} from "../../../../reference-servers/registry/pairing/browser-redirect.ts";
import { verifies } from "../../../support/verifies.ts";

const rules: RedirectRules = {
  back: "https://drawbridge.example/sign-in/back",
  authorizationEndpoint: "https://id.example/auth?tenant=acme",
  clientIds: ["acme-mcp"],
  pushes: true,
};
const state = "s".repeat(22);
const reference = "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c";
const pushed = { client_id: "acme-mcp", request_uri: reference, state };
const whole = {
  ...{ client_id: "acme-mcp", redirect_uri: rules.back, response_type: "code", state },
  ...{ code_challenge: "c", code_challenge_method: "S256" },
};
type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>;
const legOf = (parameters: Parameters, endpoint = rules.authorizationEndpoint): string => {
  const url = new URL(endpoint);
  for (const [name, values] of Object.entries(parameters))
    for (const value of [values ?? []].flat()) url.searchParams.append(name, value);
  return url.href;
};

describe("where an editor asks the browser to go", () => {
  it(verifies("presence.leg", "An editor's whole request goes to the provider as it is"), () => {
    const leg = legOf(whole);
    assert.deepEqual(acceptedRedirect(leg, rules), { state, address: leg });
  });

  it(verifies("presence.leg-pushed", "An editor's pushed request goes to the provider as a reference alone"), () => {
    assert.deepEqual(acceptedRedirect(legOf(pushed), rules), {
      state,
      address: legOf({ client_id: "acme-mcp", request_uri: reference }),
    });
    const okta = { ...pushed, request_uri: "urn:okta:bWx5:1f0e" };
    assert.notEqual(acceptedRedirect(legOf(okta), rules), null);
  });

  const refused: Readonly<Record<string, string>> = {
    "for another client": legOf({ ...pushed, client_id: "other" }),
    "for two clients": legOf({ ...pushed, client_id: ["acme-mcp", "other"] }),
    "with two references": legOf({ ...pushed, request_uri: [reference, "urn:other:1"] }),
    "that names a document at an address": legOf({ ...pushed, request_uri: "https://evil.example/request.jwt" }),
    "that names a document at an address in capitals": legOf({ ...pushed, request_uri: "HTTPS://evil.example/r" }),
    "with an empty reference": legOf({ ...pushed, request_uri: "" }),
    "with a return address beside it": legOf({ ...pushed, redirect_uri: "https://evil.example/" }),
    "with a request object beside it": legOf({ ...pushed, request: "eyJ" }),
    "with a response mode beside it": legOf({ ...pushed, response_mode: "form_post" }),
    "without a state": legOf({ ...pushed, state: undefined }),
    "with a state that can be guessed": legOf({ ...pushed, state: "short" }),
    "with two states": legOf({ ...pushed, state: [state, "t".repeat(22)] }),
    "at another path of the provider": legOf(pushed, "https://id.example/auth/other"),
    "at another provider": legOf(pushed, "https://evil.example/auth"),
    "at the provider by plain http": legOf(pushed, "http://id.example/auth"),
  };
  for (const [which, leg] of Object.entries(refused))
    it(verifies("presence.leg-pushed", `An editor's pushed request ${which} is refused`), () => {
      assert.equal(acceptedRedirect(leg, rules), null);
    });

  it(verifies("presence.leg-pushed", "A reference is refused at a provider that takes no pushed requests"), () => {
    assert.equal(acceptedRedirect(legOf(pushed), { ...rules, pushes: false }), null);
  });
});
