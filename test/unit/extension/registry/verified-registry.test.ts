import assert from "node:assert/strict";
import { VerifiedRegistry } from "../../../../extension/registry/verified-registry.ts";
import { verifies } from "../../../support/verifies.ts";

const right = "https://registry.example.com";
const wrong = "https://www.example.com";

describe("the registry that has answered", () => {
  const made = () => {
    const addresses: string[] = [];
    const answers = new Map([[right, true]]);
    let announced = 0;
    const registry = new VerifiedRegistry({
      ask: async (address) => {
        addresses.push(address);
        return answers.get(address) ?? false;
      },
      verified: () => {
        announced += 1;
      },
    });
    const learn = async (phase: "starting" | "signed-out" | "no-registry" | "signed-in", address: string | null) => {
      registry.learn({ phase, registry: address });
      await new Promise((done) => setImmediate(done));
      return registry.isVerified;
    };
    return { registry, learn, addresses, answers, announced: () => announced };
  };

  it(verifies("vscode.walkthrough", "A stored address counts once a registry has answered there"), async () => {
    const { learn, addresses, announced } = made();
    assert.equal(await learn("starting", wrong), false);
    assert.deepEqual(addresses, []);
    assert.equal(await learn("signed-out", wrong), false);
    assert.equal(await learn("signed-out", wrong), false);
    assert.deepEqual(addresses, [wrong], "it is asked once");
    assert.equal(await learn("signed-out", right), true);
    assert.equal(announced(), 1);
    assert.equal(await learn("no-registry", null), false);
  });

  it(verifies("vscode.walkthrough", "A sign-in shows that the registry is one, and it is not asked"), async () => {
    const { learn, addresses } = made();
    assert.equal(await learn("signed-in", right), true);
    assert.equal(await learn("signed-out", right), true);
    assert.deepEqual(addresses, []);
  });

  it(
    verifies("vscode.walkthrough", "A registry that was away is asked again when a person opens the walkthrough"),
    async () => {
      const { registry, learn, answers } = made();
      answers.set(wrong, false);
      await learn("signed-out", wrong);
      answers.set(wrong, true);
      await registry.askAgain();
      assert.equal(registry.isVerified, true);
    },
  );

  it("An answer for an address that was changed meanwhile does not count", async () => {
    const { registry, addresses } = made();
    registry.learn({ phase: "signed-out", registry: right });
    registry.learn({ phase: "signed-out", registry: wrong });
    await new Promise((done) => setImmediate(done));
    assert.deepEqual(addresses, [right, wrong]);
    assert.equal(registry.isVerified, false);
  });
});
