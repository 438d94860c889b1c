import assert from "node:assert/strict";
import { returnParameters, toParameter } from "@drawbridge/contracts/sign-in-return";
import { answersFor } from "../../../../extension/signin/return-trip.ts";
import { verifies } from "../../../support/verifies.ts";

const grant = (state: string) => ({
  url: "https://id.example.com/auth",
  redirect: "https://registry.example.com/sign-in/back",
  verifier: "v",
  state,
});
const grants = { broker: grant("mine"), approver: grant("mine-too") };
const callback = (...answers: string[]): string => `${returnParameters.answers}=${toParameter(answers)}`;

describe("a callback to the editor", () => {
  it("gives each leg's answer, in their order", () => {
    const answers = answersFor(callback("code=1&state=mine", "code=2&state=mine-too"), grants);
    assert.deepEqual(
      answers?.map((answer) => answer.get("code")),
      ["1", "2"],
    );
  });

  const strange = [
    ["of a sign-in that somebody else began", callback("code=stolen&state=theirs")],
    ["without a state", callback("code=stolen")],
    ["without answers", "code=1&state=mine"],
    ["with what is no answer", `${returnParameters.answers}=%%%`],
    ["with too many answers", callback("state=mine", "a", "b")],
  ] as const;
  for (const [what, query] of strange) {
    it(verifies("vscode.stray-callback", `is nobody's when it comes ${what}`), () =>
      assert.equal(answersFor(query, grants), null),
    );
  }
});
