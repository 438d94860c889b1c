import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { areas } from "@drawbridge/contracts/registry-api/areas";
import { registryRoutes } from "../../../../reference-servers/contracts/registry-api/all.ts";
import { repository, sourceFiles } from "../../../support/machine/source-files.ts";
import { verifies } from "../../../support/verifies.ts";

const routes = Object.values(registryRoutes);
const addresses = routes.map(({ area, method, path }) => `${method} ${areas[area]}${path}`);

/** The wire as older programs know it: a change here is a change for them. */
const wire = [
  "GET /.well-known/drawbridge",
  "GET /healthz",
  "GET /readyz",
  "GET /api/v1/me/servers",
  "GET /api/v1/access",
  "GET /api/v1/me/token",
  "GET /api/v1/me/usage",
  "GET /api/v1/why",
  "POST /api/v1/why/reports",
  "GET /api/v1/servers/:name/usage",
  "GET /api/v1/approvals/keys",
  "GET /api/v1/approvals",
  "GET /api/v1/approvals/events",
  "POST /api/v1/approvals/decisions",
  "DELETE /api/v1/approvals/scopes/:id",
  "POST /api/v1/approvals/:id/resolution",
  "GET /api/v1/approvals/:id",
  "POST /api/v1/pairings",
  "POST /api/v1/pairings/:id/token",
  "DELETE /api/v1/pairings/:id",
  "GET /api/v1/audit",
  "GET /api/v1/audit/rows",
  "PUT /internal/v1/servers/:name",
  "GET /internal/v1/servers/:name/instances",
  "PUT /internal/v1/servers/:name/instances/:instance",
  "DELETE /internal/v1/servers/:name/instances/:instance",
  "GET /internal/v1/servers/:name/policy",
  "POST /internal/v1/servers/:name/usage",
  "POST /internal/v1/servers/:name/approvals",
  "GET /internal/v1/servers/:name/approvals",
  "GET /internal/v1/servers/:name/approvals/:id",
  "POST /internal/v1/servers/:name/approvals/:id/consume",
  "POST /internal/v1/servers/:name/approvals/:id/handle",
  "POST /internal/v1/servers/:name/approvals/:id/outcome",
  "POST /internal/v1/servers/:name/approvals/:id/void",
  "GET /internal/v1/edge",
  "GET /internal/v1/edge/provider-keys",
  "GET /internal/v1/parts/:part/sign-outs",
  "PUT /internal/v1/servers/:name/access",
  "PUT /internal/v1/servers/:name/approvers",
  "DELETE /internal/v1/people/:user/passkeys",
  "GET /v0.1/servers",
  "GET /v0.1/servers/:name/versions",
  "GET /v0.1/servers/:name/versions/:version",
];

/** Every part serves these two for its own supervisor, so they are not specific to the registry. */
const ofEveryPart = ["/healthz", "/readyz"];
/**
 * Spark's History Server has its own API whose paths begin in the same way. The inbox's pages, and links to them, are
 * only for browsers. The scripts of the images and of the suites name folders and files of the workspace.
 */
const foreign =
  /(^|\/)(scripts\/(images|suites)\.ts$|spark\/history\/|registry\/inbox\/|registry\/approvals\/approval-record\.ts$|in-memory-registry\/approval-requests\.ts$)/;
/** The tables themselves: this one, and that of the servers among themselves. */
const tables = /(^|\/)contracts\/(registry-api|peer-api)\//;

/** A path in code: its parameters are any text between two slashes, `${…}` or `:name`. */
const written = (path: string): RegExp =>
  new RegExp(`["'\`/}]${path.slice(1).replace(/[.]/g, "\\.").replace(/:\w+/g, "[^/\"'`\\s]+")}["'\`?]`);

const patterns = [
  ...Object.values(areas)
    .filter((prefix) => prefix !== "")
    .map((prefix) => new RegExp(`["'\`}]${prefix.replace(".", "\\.")}(?=["'\`/$])`)),
  // A path of one word, such as "/audit", is also an ordinary word.
  ...routes.filter(({ path }) => path.slice(1).includes("/")).map(({ path }) => written(path)),
];

const codeOf = (file: string): string =>
  readFileSync(file, "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/\b(from|import)\b[ (]*"[^"]*"/g, "");

describe("the table of the registry's routes", () => {
  it(
    verifies(
      "api.one-table",
      "The table has every route of the registry once, at the address that older programs know",
    ),
    () => {
      assert.deepEqual([...addresses].sort(), [...wire].sort());
      assert.equal(new Set(addresses).size, addresses.length);
    },
  );

  it(verifies("api.one-table", "The table is the only place in code that spells a path of the registry"), () => {
    const files = sourceFiles()
      .map((file) => file.slice(repository.length))
      .filter((file) => /\.(ts|js|mjs)$/.test(file) && !file.startsWith("test/"))
      .filter((file) => !tables.test(file) && !foreign.test(file));
    assert.ok(files.length > 500);
    const found = files.flatMap((file) => {
      const code = codeOf(`${repository}${file}`);
      return patterns.filter((pattern) => pattern.test(code)).map((pattern) => `${file}: ${pattern.exec(code)?.[0]}`);
    });
    assert.deepEqual(found, []);
  });

  it("The search finds a path that is spelled elsewhere", () => {
    for (const code of [
      '"/internal/v1/edge"',
      '"/api/v1"',
      "base}/me/servers`",
      'request("approvals/decisions")',
      "/approvals/scopes/one`",
      '.get("/servers/:name/policy")',
      'new URL("/.well-known/drawbridge", registry)',
    ])
      assert.ok(
        patterns.some((pattern) => pattern.test(code)),
        code,
      );
  });

  it("The table leaves out the paths that every part serves", () => {
    assert.deepEqual(
      ofEveryPart.filter((path) => patterns.some((pattern) => pattern.test(`"${path}"`))),
      [],
    );
  });
});
