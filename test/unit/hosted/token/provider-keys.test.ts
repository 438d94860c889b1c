import assert from "node:assert/strict";
import type { LastKeys } from "@drawbridge/contracts/identity-provider/last-keys";
import { type ProviderKeys, providerKeys } from "@drawbridge/hosted/provider-keys";
import { jwtVerify } from "jose";
import { until } from "../../../support/clocks/until.ts";
import { startIssuer, type TestIssuer } from "../../../support/identity/issuer.ts";
import { verifies } from "../../../support/verifies.ts";

const daySeconds = 86_400;

describe("the last keys of a provider that is away", () => {
  let issuer: TestIssuer;
  let stored: LastKeys | null;
  let now: number;
  const opened: ProviderKeys[] = [];
  beforeEach(async () => {
    [issuer, stored, now] = [await startIssuer(), null, Date.now()];
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) each.close();
    await issuer.stop();
  });

  const open = (): ProviderKeys => {
    const last = {
      load: async () => stored,
      keep: async (_: string, keys: LastKeys) => {
        stored = keys;
      },
    };
    const keys = providerKeys({ issuer: issuer.url }, { last, now: () => now });
    opened.push(keys);
    return keys;
  };
  const verify = async (keys: ProviderKeys): Promise<unknown> => jwtVerify(await issuer.mint(), keys.find);
  const unavailable = { code: "issuer-unavailable" };

  it(verifies("idp.keys-kept", "They count for a day in the process that read them, and then no longer"), async () => {
    const keys = open();
    assert.equal(keys.ageSeconds(), null);
    await verify(keys);
    await issuer.stop();
    now += daySeconds * 1000;
    await verify(keys);
    assert.equal(keys.ageSeconds(), daySeconds);
    now += 1_000;
    await assert.rejects(verify(keys), unavailable);
  });

  it(verifies("idp.keys-handed-on", "They count for the same day in a process that gets them"), async () => {
    await verify(open());
    await until("the keys are stored", () => stored !== null);
    await issuer.stop();
    now += daySeconds * 1000;
    const keys = open();
    await verify(keys);
    assert.equal(keys.ageSeconds(), daySeconds);
    now += 1_000;
    await assert.rejects(verify(open()), unavailable);
  });

  it(verifies("idp.keys-handed-on", "A provider that answers is asked although keys are stored"), async () => {
    await verify(open());
    await until("the keys are stored", () => stored !== null);
    const keys = open();
    now += 5_000;
    await verify(keys);
    assert.equal(keys.ageSeconds(), 0);
  });
});
