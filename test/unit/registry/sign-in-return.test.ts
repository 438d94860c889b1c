import assert from "node:assert/strict";
import { toParameter } from "@drawbridge/contracts/sign-in-return";
import { arrivalOf, readTrip, resumeTrip } from "@drawbridge/registry/sign-in-return";
import { verifies } from "../../support/verifies.ts";

const rules = {
  back: "https://registry.example.com/sign-in/back",
  authorizationEndpoint: "https://id.example.com/oauth/authorize",
  clientIds: ["drawbridge-broker", "drawbridge-approver"],
  editorOrigins: ["https://code.example.com"],
};
const leg = (changes: Record<string, string> = {}, at = rules.authorizationEndpoint): string => {
  const url = new URL(at);
  const query = { client_id: "drawbridge-broker", redirect_uri: rules.back, state: "s", ...changes };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
};
const editor = "vscode://drawbridge.drawbridge-vscode/signed-in?windowId=1";
const asked = (to: string, legs = [leg()]) => readTrip(toParameter({ to, legs }), rules);

describe("the return page of editors' sign-ins", () => {
  const editors = [
    editor,
    "cursor://drawbridge.drawbridge-vscode/signed-in",
    "http://127.0.0.1:8080/callback?vscode-reqid=1",
    "https://code.example.com/callback",
  ];
  for (const to of editors) it(`brings a browser back to ${to}`, () => assert.notEqual(asked(to), null));

  const elsewhere = [
    "https://evil.example.com/callback",
    "http://code.example.com/callback",
    "https://code.example.com.evil.example/",
    "vscode://somebody.else/signed-in",
    "evil://drawbridge.drawbridge-vscode/signed-in",
    "javascript:alert(1)",
    "data:text/html,x",
  ];
  for (const to of elsewhere) {
    it(verifies("sign-in.return-page", `takes nobody's codes to ${to}`), () => {
      assert.equal(asked(to), null);
      const cookie = toParameter({ to, legs: [], answers: ["code=1"] });
      assert.equal(resumeTrip(cookie, rules), null, "nor where another page put it into the browser");
    });
  }

  const legs = [
    ["to another place than the identity provider", leg({}, "https://evil.example.com/oauth/authorize")],
    ["to another page of it", leg({}, "https://id.example.com/logout")],
    ["for another client", leg({ client_id: "somebody" })],
    ["that comes back elsewhere", leg({ redirect_uri: "https://evil.example.com/" })],
    ["that comes back to two places", `${leg()}&redirect_uri=https://evil.example.com/`],
  ] as const;
  for (const [what, url] of legs) {
    it(verifies("sign-in.return-page", `sends no browser on a leg ${what}`), () => {
      assert.equal(asked(editor, [url]), null);
      assert.equal(asked(editor, [leg(), url]), null);
    });
  }

  it("is not misled by what is damaged, empty or too long", () => {
    for (const trip of [null, "", "%%%", toParameter({}), toParameter({ to: editor, legs: [] })]) {
      assert.equal(readTrip(trip, rules), null);
    }
    assert.equal(asked(editor, [leg(), leg(), leg()]), null);
  });

  it("hands the answers on beside what the editor's address held already", () => {
    const arrival = new URL(arrivalOf({ to: editor, legs: [], answers: ["code=1&state=s"] }));
    assert.equal(arrival.searchParams.get("windowId"), "1");
    assert.deepEqual(JSON.parse(Buffer.from(arrival.searchParams.get("answers") ?? "", "base64url").toString()), [
      "code=1&state=s",
    ]);
  });
});
