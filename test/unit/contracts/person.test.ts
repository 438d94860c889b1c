import assert from "node:assert/strict";
import { maybeSamePerson, userOf } from "@drawbridge/contracts/person";
import { verifies } from "../../support/verifies.ts";

const read = (claim: string, claims: object): string => {
  const user = userOf({ ...claims }, { claim, named: true });
  return user.ok ? user.user : assert.fail(user.why);
};
const refusal = (claim: string, claims: object): string => {
  const user = userOf({ ...claims }, { claim, named: true });
  return user.ok ? assert.fail(`it was read as ${user.user}`) : user.why;
};

/** "Zoë", composed and decomposed. */
const composed = "Zo\u00eb";
const decomposed = "Zoe\u0308";

describe("the id of a person", () => {
  it(
    verifies("person.not-two", "A person's id is the same for each Unicode form, and for white space at the ends"),
    () => {
      for (const claim of ["sub", "oid", "email"]) {
        assert.equal(read(claim, { [claim]: decomposed }), read(claim, { [claim]: composed }), claim);
        assert.equal(read(claim, { [claim]: " ada\u00a0" }), "ada", claim);
      }
    },
  );

  it(
    verifies("person.not-two", "A person's id is the same in each letter case of a sign-in name or an e-mail address"),
    () => {
      for (const claim of ["email", "upn", "preferred_username", "unique_name"]) {
        for (const name of ["Ada@Example.com", "ADA@EXAMPLE.COM", "ada@example.com "])
          assert.equal(read(claim, { [claim]: name }), "ada@example.com", claim);
        assert.equal(read(claim, { [claim]: "ZOE\u0308" }), read(claim, { [claim]: composed }), claim);
      }
    },
  );

  it(
    verifies(
      "person.not-two",
      "A person's id keeps the letter case of other claims, because two cases may be two people",
    ),
    () => {
      for (const claim of ["sub", "oid", "employee_id"]) assert.equal(read(claim, { [claim]: "Ada" }), "Ada");
    },
  );

  it(verifies("person.not-two", "A person's id keeps letters apart that only look alike"), () => {
    const dotless = read("email", { email: "m\u0131ke@example.com" });
    assert.notEqual(dotless, read("email", { email: "MIKE@example.com" }));
    assert.notEqual(read("email", { email: "\uff41da@example.com" }), read("email", { email: "ada@example.com" }));
  });

  const unusable: readonly (readonly [string, object, RegExp])[] = [
    ["is missing", { sub: "S1" }, /your token has none/],
    ["is null", { oid: null }, /your token has none/],
    ["is a number", { oid: 7 }, /not a text/],
    ["is a list", { oid: ["7d0c"] }, /not a text/],
    ["is an object", { oid: { id: "7d0c" } }, /not a text/],
    ["is empty", { oid: "" }, /empty/],
    ["is white space", { oid: " \u00a0\u2003" }, /empty/],
    ["is too long", { oid: "x".repeat(201) }, /longer than 200/],
    ["holds a NUL", { oid: "ada\0" }, /invisible/],
    ["holds half a character", { oid: "ada\ud800" }, /invisible/],
    ["holds an invisible character", { oid: "a\u200bda" }, /invisible/],
    ["holds an invisible filler", { oid: "ada\u3164" }, /invisible/],
    ["holds a line break", { oid: "a\nda" }, /invisible/],
  ];
  for (const [what, claims, why] of unusable) {
    it(
      verifies("person.missing", `A token gives no id where the claim ${what}, and the reason names the claim`),
      () => {
        const message = refusal("oid", claims);
        assert.match(message, why);
        assert.match(message, /the claim oid/);
        assert.doesNotMatch(message, /7d0c|S1/);
      },
    );
  }

  it(verifies("person.missing", "A token gives no id from a member that every object has"), () => {
    assert.match(refusal("toString", {}), /none/);
    assert.match(refusal("__proto__", {}), /none/);
  });

  it(
    verifies("person.missing", "A token gives no id from an e-mail address that the provider has not verified"),
    () => {
      assert.match(refusal("email", { email: "ines@example.com", email_verified: false }), /not verified/);
      assert.equal(read("email", { email: "ines@example.com", email_verified: true }), "ines@example.com");
      assert.equal(read("email", { email: "ines@example.com" }), "ines@example.com");
    },
  );
});

describe("two ids", () => {
  const alike = ["Ada", "ada", "ADA ", "\uff21da", "a\u200bda", "a d a"];
  it(
    verifies("person.not-two", "Two ids may be one person's where they differ in case, form or invisible characters"),
    () => {
      for (const one of alike) for (const other of alike) assert.ok(maybeSamePerson(one, other), `${one} ${other}`);
      assert.ok(maybeSamePerson(composed, decomposed));
      assert.ok(maybeSamePerson("stra\u00dfe", "STRASSE"));
    },
  );

  it(verifies("person.not-two", "Two ids that differ otherwise are two people's"), () => {
    for (const other of ["ines", "adaa", "", "ada1", "4da"]) assert.equal(maybeSamePerson("ada", other), false, other);
  });
});
