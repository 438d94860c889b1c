/**
 * Measures the time that an approval adds to a call, without the time of the person: the first call, until the client
 * learns where to decide, and the repeated call with the approval. Run `npx mocha test/bench/approvals.ts`; mocha starts
 * the database of the registry.
 */

import { startGated } from "../support/servers/gated-server.ts";
import { modernCall } from "../support/servers/modern-call.ts";
import { newOrders, type Orders, orderServer } from "../support/servers/orders.ts";
import { ada } from "../support/servers/workshop.ts";

const rounds = 150;
const warmUp = 10;

const at = (values: readonly number[], share: number): string => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
};
const report = (what: string, values: readonly number[]): void =>
  console.log(`${what}: p50 ${at(values, 0.5)} ms, p99 ${at(values, 0.99)} ms`);
describe("what an approval adds to a call", function () {
  this.timeout(300_000);
  it("An approval adds less than the measured limits to a call", async () => {
    const services: Orders = newOrders();
    const gated = await startGated(orderServer(services));
    const timed = async <Result>(work: () => Promise<Result>): Promise<[number, Result]> => {
      const start = performance.now();
      const result = await work();
      return [performance.now() - start, result];
    };
    const measured: { free: number; asking: number; through: number }[] = [];
    for (let round = 0; round < rounds + warmUp; round += 1) {
      const call = (state?: string) =>
        modernCall(gated.kit, ada, {
          ...{ name: "ship_order", args: { what: `piece ${round}` }, elicitation: { url: {} } },
          ...(state === undefined ? {} : { state, responses: { approval: { action: "accept" } } }),
        });
      services.need = "none";
      const [free] = await timed(() => call());
      services.need = "caller";
      const [asking, answer] = await timed(() => call());
      await gated.approve(await gated.pending());
      const [through, done] = await timed(() => call(answer.result.requestState));
      if (done.result.isError === true) throw new Error(done.text);
      if (round >= warmUp) measured.push({ free, asking, through });
    }
    await gated.close();

    report(
      "a call that needs no approval",
      measured.map(({ free }) => free),
    );
    report(
      "added by asking",
      measured.map(({ free, asking }) => asking - free),
    );
    report(
      "added by going through once approved",
      measured.map(({ free, through }) => through - free),
    );
    report(
      "added in all, the person excluded",
      measured.map(({ free, asking, through }) => asking + through - free),
    );
  });
});
