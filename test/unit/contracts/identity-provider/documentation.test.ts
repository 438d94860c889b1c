import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { IdentityProviders, IdentityProvidersText } from "@drawbridge/contracts/identity-provider/providers";
import { publicPartOf } from "@drawbridge/contracts/identity-provider/public-part";
import { providerLines } from "../../../../proxy/commands/provider-lines.ts";
import { chooseProvider } from "../../../../proxy/identity/errors.ts";
import {
  approverClient,
  audienceMapper,
  brokerClient,
  groupsMapper,
} from "../../../support/identity/keycloak-setup.ts";
import { tokenShapes } from "../../../support/identity/token-shapes.ts";
import { twoProviders } from "../../../support/identity/two-providers.ts";
import { repository } from "../../../support/machine/source-files.ts";
import { verifies } from "../../../support/verifies.ts";

const page = readFileSync(`${repository}docs/identity-providers.md`, "utf8");
/** Each JSON block of the page, with the title of its settings; null for another block. */
const blocks = [...page.matchAll(/(?:Settings, for \*\*([^*]+)\*\*:\n\n)?```json\n([^`]+)```/g)].map(
  ([, title = null, text = ""]) => ({ title, text, value: JSON.parse(text) as unknown }),
);
/** Settings that are no provider's own. */
const twoTitle = "two providers";
const two = twoProviders("https://id.acme.example/realms/acme", "https://merged.okta.example/oauth2/default");
const registry = "https://drawbridge.acme.example";

describe("docs/identity-providers.md", () => {
  it(
    verifies("idp.documented", "The page has the settings of every provider that the tests know, and no others"),
    () => {
      const titles = blocks.flatMap(({ title }) => title ?? []).filter((title) => title !== twoTitle);
      assert.deepEqual(titles.toSorted(), Object.keys(tokenShapes).toSorted());
    },
  );

  for (const [title, { settings }] of Object.entries(tokenShapes)) {
    it(verifies("idp.documented", `The page shows the settings for ${title} as the tests use them`), () => {
      const block = blocks.find((each) => each.title === title);
      assert.deepEqual(block?.value, [settings]);
      assert.equal(IdentityProvidersText.safeParse(block?.text).error, undefined);
    });
  }

  it(
    verifies(
      "idp.documented",
      "The page shows Keycloak's clients and mappers as the suites at a real Keycloak use them",
    ),
    () => {
      const others = blocks.filter(({ title }) => title === null).map(({ value }) => value);
      const used = [
        ...[brokerClient(registry), approverClient(registry)],
        ...[audienceMapper("acme-drawbridge-edge"), groupsMapper],
      ];
      assert.deepEqual(others, used);
    },
  );

  it(
    verifies("idp.documented", "The page shows two providers, and the refusal of a sign-in that names neither"),
    () => {
      const block = blocks.find(({ title }) => title === twoTitle);
      assert.deepEqual(block?.value, two);
      const shown = IdentityProviders.parse(two).map(publicPartOf);
      assert.ok(page.includes(`\`\`\`text\n${chooseProvider(undefined, providerLines(shown)).message}\n\`\`\``));
    },
  );
});
