import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { partSecretVariables } from "@drawbridge/contracts/part-secret";
import { readEdgeSettings } from "@drawbridge/edge/settings";
import { sharedSecretVariables } from "@drawbridge/hosted/shared-secrets";
import { readIdentitySettings } from "@drawbridge/identity/settings";
import { readRegistrySettings } from "@drawbridge/registry/settings";
import { readPlace, readSettings } from "../../../reference-servers/framework/settings.ts";
import { readStackSettings } from "../../../reference-servers/platform/settings.ts";
import { readKnowledgeSettings } from "../../../reference-servers/servers/knowledge/settings.ts";
import { readPrestoSettings } from "../../../reference-servers/servers/presto/settings.ts";
import { readSparkSettings } from "../../../reference-servers/servers/spark/settings.ts";
import { repository } from "../../support/machine/source-files.ts";
import { verifies } from "../../support/verifies.ts";

interface PartRow {
  /** Below reference-servers/. */
  readonly file: string;
  readonly read: (environment: NodeJS.ProcessEnv) => unknown;
  /** Everything that the part needs to start. */
  readonly environment: NodeJS.ProcessEnv;
  /** Decide who may do what, or how long a permission lasts, and have a default that is not their strictest value. */
  readonly refused: readonly string[];
  /** Without them the part does not start, so empty they are "not set". */
  readonly required: readonly string[];
  /** Protect nothing, are limits of size, or are strictest by default: empty they have their default. */
  readonly defaulted: readonly string[];
}

const secret = "s".repeat(43);
const place = {
  PORT: "7401",
  DRAWBRIDGE_REGISTRY_URL: "http://127.0.0.1:7400",
  DRAWBRIDGE_EDGE_URL: "http://127.0.0.1:7402",
  DRAWBRIDGE_ISSUER: "http://127.0.0.1:7403",
  DATABASE_URL: "postgres://127.0.0.1/registry",
  DRAWBRIDGE_ENVIRONMENT: "dev",
  [partSecretVariables.root]: secret,
  [partSecretVariables.registryCredential]: secret,
  [partSecretVariables.edgeProof]: secret,
};

const parts: readonly PartRow[] = [
  {
    file: "edge/settings.ts",
    read: readEdgeSettings,
    environment: place,
    refused: [
      "DRAWBRIDGE_REQUIRE_PROOF",
      "DRAWBRIDGE_POLICY_STALE_SECONDS",
      "DRAWBRIDGE_INTROSPECTION_SECRET",
      "DRAWBRIDGE_GROUPS_SECRET",
    ],
    required: ["PORT", "DRAWBRIDGE_EDGE_URL", "DRAWBRIDGE_REGISTRY_URL", "DRAWBRIDGE_ROOT_SECRET"],
    // No second secret counts: the strictest value.
    defaulted: [
      "DRAWBRIDGE_ROOT_SECRET_OTHER",
      "DRAWBRIDGE_INTROSPECTION_SECRET_OTHER",
      "DRAWBRIDGE_GROUPS_SECRET_OTHER",
      "DRAWBRIDGE_MAX_BODY_BYTES",
      "DRAWBRIDGE_MAX_REQUESTS_PER_USER",
      "DRAWBRIDGE_LISTEN_ON_SECONDS",
      "DRAWBRIDGE_DRAIN_SECONDS",
      "DRAWBRIDGE_LOG_LEVEL",
    ],
  },
  {
    file: "registry/settings.ts",
    read: readRegistrySettings,
    environment: place,
    refused: [
      "DRAWBRIDGE_DATABASE_OWNER_URL",
      "DRAWBRIDGE_SEAL_SECRET",
      "DRAWBRIDGE_USER_CLAIM",
      "DRAWBRIDGE_APPROVAL_PENDING_SECONDS",
      "DRAWBRIDGE_APPROVAL_GRANT_SECONDS",
      "DRAWBRIDGE_DECIDE_OWN_SECONDS",
      "DRAWBRIDGE_DECIDE_SECOND_PERSON_SECONDS",
      "DRAWBRIDGE_PAIRING_SECONDS",
      "DRAWBRIDGE_PASSKEYS",
      "DRAWBRIDGE_IRREVERSIBLE_IN_BROWSER",
      "DRAWBRIDGE_APPROVER_CLIENT_SECRET",
      "DRAWBRIDGE_APPROVER_CLIENT_SECRETS",
      "DRAWBRIDGE_AUDITORS",
      "DRAWBRIDGE_ROLES",
      "DRAWBRIDGE_ALLOW_DIRECT_BRIDGES",
      "DRAWBRIDGE_REQUIRE_PROOF",
      "DRAWBRIDGE_IDENTITY_PROVIDERS",
      "DRAWBRIDGE_INTROSPECTION_SECRET",
      "DRAWBRIDGE_GROUPS_SECRET",
    ],
    required: [
      "DATABASE_URL",
      "PORT",
      "DRAWBRIDGE_REGISTRY_URL",
      "DRAWBRIDGE_ISSUER",
      "DRAWBRIDGE_EDGE_URL",
      "DRAWBRIDGE_ROOT_SECRET",
      "DRAWBRIDGE_ENVIRONMENT",
    ],
    // No earlier key and no second secret counts: the strictest values.
    defaulted: [
      "DATABASE_URL_OTHER",
      "DRAWBRIDGE_APPROVER_CLIENT_SECRET_OTHER",
      "DRAWBRIDGE_APPROVER_CLIENT_SECRETS_OTHER",
      "DRAWBRIDGE_INTROSPECTION_SECRET_OTHER",
      "DRAWBRIDGE_GROUPS_SECRET_OTHER",
      "DRAWBRIDGE_SEAL_SECRET_OTHER",
      "DRAWBRIDGE_ROOT_SECRET_OTHER",
      "DRAWBRIDGE_SEAL_PREVIOUS_KEYS",
      "DRAWBRIDGE_LISTEN_ON_SECONDS",
      "DRAWBRIDGE_DRAIN_SECONDS",
      "DRAWBRIDGE_LOG_LEVEL",
    ],
  },
  {
    file: "framework/settings.ts",
    read: (environment) => [readSettings(environment), readPlace(environment)],
    environment: place,
    refused: [
      "DRAWBRIDGE_ENVIRONMENT",
      "DRAWBRIDGE_POLICY_REFRESH_SECONDS",
      "DRAWBRIDGE_POLICY_STALE_SECONDS",
      "DRAWBRIDGE_LEASE_SECONDS",
    ],
    required: ["PORT", "DRAWBRIDGE_REGISTRY_URL", "DRAWBRIDGE_REGISTRY_CREDENTIAL", "DRAWBRIDGE_EDGE_PROOF"],
    defaulted: [
      "DRAWBRIDGE_LOG_LEVEL",
      "DRAWBRIDGE_MAX_RESULT_CHARACTERS",
      "DRAWBRIDGE_MAX_RESULT_ROWS",
      "DRAWBRIDGE_MAX_RESULT_TOKENS",
      "DRAWBRIDGE_MAX_CALLS_PER_USER",
      "DRAWBRIDGE_MAX_SUBSCRIPTIONS",
      "DRAWBRIDGE_MAX_SUBSCRIPTIONS_PER_USER",
      "DRAWBRIDGE_LISTEN_ON_SECONDS",
      "DRAWBRIDGE_DRAIN_SECONDS",
      // What it listens on, no peer and no second secret: the strictest values.
      "DRAWBRIDGE_SERVER_URL",
      "DRAWBRIDGE_REGISTRY_CREDENTIAL_OTHER",
      "DRAWBRIDGE_EDGE_PROOF_OTHER",
      "DRAWBRIDGE_PEERS_OTHER",
      "DRAWBRIDGE_PEERS",
      "DRAWBRIDGE_MAX_BODY_BYTES",
      "DRAWBRIDGE_OUTBOX_FOLDER",
      "DRAWBRIDGE_USAGE_SECONDS",
      "OTEL_EXPORTER_OTLP_ENDPOINT",
    ],
  },
  {
    file: "hosted/http/network.ts",
    read: readIdentitySettings,
    environment: place,
    refused: ["DRAWBRIDGE_TLS_CERT_FILE", "DRAWBRIDGE_TLS_KEY_FILE"],
    required: [],
    // Loopback, no other name, proxy or authority: the strictest values.
    defaulted: ["HOST", "DRAWBRIDGE_ALLOWED_HOSTS", "DRAWBRIDGE_TRUSTED_PROXIES", "DRAWBRIDGE_CA_FILE"],
  },
  {
    file: "identity/settings.ts",
    read: readIdentitySettings,
    environment: place,
    refused: ["DRAWBRIDGE_ACCESS_TOKEN_SECONDS"],
    required: [],
    // Without the registry's client, no user can sign in at the inbox: the strictest value.
    defaulted: [
      "DRAWBRIDGE_APPROVER_CLIENT_SECRET",
      "DRAWBRIDGE_APPROVER_CLIENT_SECRET_OTHER",
      "DATABASE_URL_OTHER",
      "DRAWBRIDGE_REGISTRY_URL",
      "PORT",
      "DRAWBRIDGE_ISSUER",
      "DATABASE_URL",
      "DRAWBRIDGE_LISTEN_ON_SECONDS",
      "DRAWBRIDGE_LOG_LEVEL",
    ],
  },
  {
    file: "platform/settings.ts",
    read: (environment) => readStackSettings(environment, []),
    environment: place,
    refused: ["DRAWBRIDGE_ENVIRONMENT"],
    required: [],
    defaulted: [
      "DRAWBRIDGE_HOME",
      "DRAWBRIDGE_PORT",
      "DATABASE_URL",
      "DRAWBRIDGE_REGISTRY_URL",
      "DRAWBRIDGE_EDGE_URL",
      "DRAWBRIDGE_ISSUER",
      // A new secret at each start, and no other peer: the strictest values.
      "DRAWBRIDGE_ROOT_SECRET",
      "DRAWBRIDGE_PEERS",
    ],
  },
  {
    file: "servers/presto/settings.ts",
    read: readPrestoSettings,
    environment: { ...place, PRESTO_URL: "http://127.0.0.1:8080" },
    refused: ["PRESTO_BUDGET_BYTES", "PRESTO_BUDGET_ROWS", "PRESTO_GROUP_BUDGETS", "PRESTO_RESTRICTED_SCHEMAS"],
    required: [],
    defaulted: [
      "PRESTO_DIALECT",
      "PRESTO_CATALOG",
      "PRESTO_SCHEMA",
      "DRAWBRIDGE_WAREHOUSE",
      "PRESTO_MAX_ROWS",
      "PRESTO_MAX_BYTES",
      "PRESTO_WAIT_SECONDS",
      "PRESTO_STATEMENT_SECONDS",
      "PRESTO_PLANNING_SECONDS",
      "PRESTO_REVENUE_TABLE",
      // "refuse" is the strictest value.
      "PRESTO_UNHELD_WRITES",
    ],
  },
  {
    file: "servers/spark/settings.ts",
    read: readSparkSettings,
    environment: place,
    refused: [],
    required: [],
    defaulted: ["SPARK_EVENT_LOG_DIR", "SPARK_LOG_DIR", "SPARK_HISTORY_URL", "KNOWLEDGE_URL", "KNOWLEDGE_CREDENTIAL"],
  },
  {
    file: "servers/knowledge/settings.ts",
    read: readKnowledgeSettings,
    environment: place,
    refused: [],
    required: ["DATABASE_URL"],
    defaulted: ["DATABASE_URL_OTHER", "KNOWLEDGE_SOURCES", "KNOWLEDGE_REFRESH_SECONDS"],
  },
];

/** Chooses between two engines: with neither it and a warehouse file, the Presto server does not start. */
const engineChoice = "PRESTO_URL";

describe("an empty environment variable", () => {
  for (const { file, read, environment, refused, required, defaulted } of parts) {
    for (const name of refused)
      it(verifies("hosted.empty-variables", `${file} refuses ${name} when it is set but empty or blank`), () => {
        for (const value of ["", " \t"])
          assert.throws(() => read({ ...environment, [name]: value }), {
            message: new RegExp(`  ${name}: empty: set a value, or remove the variable for its default\\. Example: `),
          });
      });

    for (const name of required)
      it(verifies("hosted.empty-variables", `${file} needs ${name}, so an empty one is not set`), () => {
        assert.throws(() => read({ ...environment, [name]: "" }), {
          message: new RegExp(`  ${name}: not set\\. Example: `),
        });
      });

    for (const name of defaulted)
      it(verifies("hosted.empty-variables", `${file} reads an empty ${name} as its default`), () => {
        const { [name]: _, ...without } = environment;
        assert.deepEqual(settingsOf(read({ ...without, [name]: "" })), settingsOf(read(without)));
      });

    it(
      verifies("hosted.empty-variables", `The table of empty variables has a decision for each variable of ${file}`),
      () => {
        const decided = [...refused, ...required, ...defaulted];
        const named = variablesIn(readFileSync(`${repository}reference-servers/${file}`, "utf8"));
        assert.deepEqual(named.filter((name) => name !== engineChoice).toSorted(), decided.toSorted());
      },
    );
  }
});

/** The stack also hands on what it read. */
function settingsOf(settings: unknown): unknown {
  if (typeof settings !== "object" || settings === null || !("variables" in settings)) return settings;
  const { variables: _, ...rest } = settings;
  return rest;
}

/** The names of the variables that a settings file declares. */
const variablesIn = (source: string): readonly string[] => [
  ...(source.includes("...sharedSecretVariables,") ? Object.keys(sharedSecretVariables) : []),
  ...[...source.matchAll(/^ {2}(?:([A-Z][A-Z_]+)|\[partSecretVariables\.(\w+)\]): /gm)].map(([, name, secretName]) =>
    name === undefined ? variableOfSecret(secretName ?? "") : name,
  ),
];

function variableOfSecret(secretName: string): string {
  const found = Object.entries(partSecretVariables).find(([key]) => key === secretName);
  assert.ok(found, `no secret ${secretName}`);
  return found[1];
}
