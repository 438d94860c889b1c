import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { repository, sourceFiles } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

/** Members of objects that other parties made, and why such an object is asked for the member. */
const others: Readonly<Record<string, string>> = {
  accountId: "oidc-provider's tokens of people have it",
  code: "Node sets it on errors of the system",
  const: "a keyword of a JSON schema",
  crit: "RFC 7515 §4.1.11 refuses a header for the presence of this member",
  error: "an answer of the registry has no tag on the wire",
  hidden: "an attribute of HTML that needs no value",
  secureConnecting: "Node sets it on a socket whose TLS handshake is not done",
  type: "DuckDB's parse tree",
};

const question = /"(\w+)" in \w/g;

/** A method of MCP as a whole string, for instance `"tools/call"`. */
const method =
  /"(initialize|ping|(tools|prompts|resources|server|subscriptions|completion|logging|elicitation|sampling|roots)\/\w+|notifications\/(?!drawbridge)[\w/]+)"/;

/** The sources below these folders that match, relative to the repository. */
const sourcesWith = (folders: readonly string[], pattern: RegExp): readonly string[] =>
  folders
    .flatMap((folder) => sourceFiles(folder))
    .filter((file) => /\.(ts|js)$/.test(file) && pattern.test(readFileSync(file, "utf8")))
    .map((file) => file.slice(repository.length));

const product = ["proxy/", "extension/", "reference-servers/"];

describe("facts of the sources", () => {
  it(
    verifies("workspace.tagged-unions", "No source asks whether an object has a member to find out which type it is"),
    () => {
      const sources = product.flatMap((folder) => sourceFiles(folder)).filter((file) => file.endsWith(".ts"));
      const found = sources.flatMap((file) =>
        [...readFileSync(file, "utf8").matchAll(question)].map(([text, member = ""]) => ({
          member,
          where: `${file.slice(repository.length)}: ${text}`,
        })),
      );
      assert.deepEqual(
        found.filter(({ member }) => !Object.hasOwn(others, member)).map(({ where }) => where),
        [],
      );
      // `code` is the member that most of our failures have too, so only the one reader of system errors asks for it.
      assert.equal(found.filter(({ member }) => member === "code").length, 1);
    },
  );

  it(verifies("workspace.mcp-methods", "No source of the proxy but one spells the name of a method of MCP"), () => {
    assert.deepEqual(sourcesWith(["proxy/"], method), ["proxy/kernel/mcp-methods.ts"]);
  });

  it(
    verifies("workspace.page-policy", "No source of the extension but one writes the content policy of a page"),
    () => {
      assert.deepEqual(sourcesWith(["extension/"], /Content-Security-Policy/), ["extension/html-page.ts"]);
    },
  );

  it(verifies("workspace.no-side-channel", "No server hands anything from a plan to its run through a WeakMap"), () => {
    // The one that is left compiles regular expressions once.
    assert.deepEqual(sourcesWith(["reference-servers/servers/"], /\bWeakMap\b/), [
      "reference-servers/servers/spark/diagnosis/cause-matches.ts",
    ]);
  });

  /** Libraries that decide a fact which has to be the same everywhere, each with the one file that calls it. */
  const callers = {
    canonicalize: "reference-servers/contracts/digest.ts",
    semver: "reference-servers/contracts/version-order.ts",
  } as const;
  for (const [library, caller] of Object.entries(callers))
    it(verifies("workspace.one-caller", `No source but ${caller} calls ${library}`), () => {
      const imports = new RegExp(`from "${library}(/[^"]*)?"`);
      assert.deepEqual(sourcesWith(product, imports), [caller]);
    });
});
