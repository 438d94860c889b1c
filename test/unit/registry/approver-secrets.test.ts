import assert from "node:assert/strict";
import { acceptedOf } from "@drawbridge/contracts/secret";
import { identityProvidersOf, readRegistrySettings } from "@drawbridge/registry/settings";
import { approverSecretOf } from "../../../reference-servers/registry/approver-secrets.ts";
import { verifies } from "../../support/verifies.ts";

describe("the secrets of the approver's clients", () => {
  const claims = { userPrefix: "" };
  const providers = [
    { issuer: "https://id.acme.example/", name: "acme", claims },
    { issuer: "https://id.merged.example/realms/staff", claims },
  ];
  const read = (secrets?: string, secret?: string, others?: string) =>
    readRegistrySettings({
      ...{ PORT: "0", DRAWBRIDGE_REGISTRY_URL: "http://localhost:9", DRAWBRIDGE_EDGE_URL: "http://127.0.0.1:9" },
      ...{ DATABASE_URL: "postgres://127.0.0.1:9/none", DRAWBRIDGE_ENVIRONMENT: "dev" },
      ...{ DRAWBRIDGE_ROOT_SECRET: "r".repeat(43), DRAWBRIDGE_IDENTITY_PROVIDERS: JSON.stringify(providers) },
      ...(secrets !== undefined && { DRAWBRIDGE_APPROVER_CLIENT_SECRETS: secrets }),
      ...(secret !== undefined && { DRAWBRIDGE_APPROVER_CLIENT_SECRET: secret }),
      ...(others !== undefined && { DRAWBRIDGE_APPROVER_CLIENT_SECRETS_OTHER: others }),
    });
  const secretsOf = (settings: ReturnType<typeof read>) =>
    identityProvidersOf(settings).map((provider) => approverSecretOf(settings, provider));

  it(verifies("idp.several", "Each provider has a secret of its own by its name, else the one for all"), () => {
    const both = JSON.stringify({ acme: "one", "id.merged.example/realms/staff": "two" });
    assert.deepEqual(secretsOf(read(both)), ["one", "two"]);
    assert.deepEqual(secretsOf(read(JSON.stringify({ acme: "one" }), "all")), ["one", "all"]);
    assert.deepEqual(secretsOf(read(undefined, "all")), ["all", "all"]);
  });

  it(verifies("secrets.client", "Each provider's secret has its own second value while it is changed"), () => {
    const settings = read(JSON.stringify({ acme: "one" }), "all", JSON.stringify({ acme: "next" }));
    assert.deepEqual(
      identityProvidersOf(settings).map((provider) => acceptedOf(approverSecretOf(settings, provider))),
      [["one", "next"], ["all"]],
    );
  });

  it(
    verifies("idp.several", "A secret under a name that no provider has is refused at the start, by name alone"),
    () => {
      assert.throws(
        () => read(JSON.stringify({ acne: "hush" })),
        (error: Error) => {
          assert.match(
            error.message,
            /APPROVER_CLIENT_SECRETS: it has a name .* Their names are: acme, id\.merged\.example\/realms/,
          );
          return !error.message.includes("hush");
        },
      );
      for (const wrong of ["hush", '["hush"]', '{"acme":7}', '{"acme":""}'])
        assert.throws(
          () => read(wrong),
          (error: Error) => {
            assert.match(
              error.message,
              /DRAWBRIDGE_APPROVER_CLIENT_SECRETS: it is no JSON object of names and secrets\./,
            );
            return !error.message.includes("hush");
          },
        );
    },
  );
});
