import assert from "node:assert/strict";
import type { SignIn, SignOut } from "@drawbridge/contracts/sign-outs";
import { signOutList } from "@drawbridge/hosted/sign-outs";
import { verifies } from "../../../support/verifies.ts";

const issuer = "https://id.example.com";
const signIn = (over: Partial<SignIn> = {}): SignIn => ({
  ...{ issuer, subject: "ada", session: "one", issuedAt: 100 },
  ...over,
});
const signOut = (over: Partial<SignOut> = {}): SignOut => ({
  ...{ issuer, subject: "ada", session: "one", at: 100, until: 1_000 },
  ...over,
});

describe("a list of sign-outs", () => {
  const cases: readonly (readonly [string, Partial<SignOut>, Partial<SignIn>, boolean])[] = [
    ["the same session", {}, {}, true],
    ["the session of a token that does not say when it was issued", {}, { issuedAt: null }, true],
    ["a token that was issued a second later", {}, { issuedAt: 101 }, false],
    ["another session", {}, { session: "two" }, false],
    ["a token of the person without a session", {}, { session: null }, true],
    ["a token of another person without a session", {}, { session: null, subject: "ida" }, false],
    ["every session, if the provider names the person alone", { session: null }, { session: "two" }, true],
    ["a session that the provider names alone", { subject: null }, {}, true],
    ["a token without a session, if the provider names the session alone", { subject: null }, { session: null }, false],
    ["a session of the same name at another provider", {}, { issuer: "https://other.example.com" }, false],
  ];
  for (const [what, ended, held, expected] of cases) {
    it(verifies("signout.refused", `A sign-out ${expected ? "ends" : "does not end"} ${what}`), () => {
      const list = signOutList();
      list.add([signOut(ended)], 100);
      assert.equal(list.has(signIn(held)), expected);
    });
  }

  it(verifies("signout.several", "A sign-out is forgotten when its time is over"), () => {
    const list = signOutList();
    list.add([signOut()], 100);
    list.add([], 1_000);
    assert.equal(list.has(signIn()), true);
    list.add([], 1_001);
    assert.equal(list.has(signIn()), false);
  });

  it(verifies("signout.under-way", "Each watcher of an ended sign-in is called once, and no other"), async () => {
    const list = signOutList();
    const ended: string[] = [];
    list.watch(signIn(), () => ended.push("one"));
    list.watch(signIn({ session: "two" }), () => ended.push("two"));
    list.watch(signIn(), () => ended.push("left"))();
    list.add([signOut()], 100);
    list.add([signOut({ at: 200 })], 100);
    list.watch(signIn(), () => ended.push("late"));
    await Promise.resolve();
    assert.deepEqual(ended, ["one", "late"]);
  });
});
