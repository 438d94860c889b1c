/** The conformance suite of the edge: test cases for the embedded edge and for any other implementation. */
import { boundTokenCases } from "./bound-tokens.ts";
import { limitCases } from "./limits.ts";
import { headerCases, policyCases } from "./policy.ts";
import { streamingCases } from "./streaming.ts";
import { issuerCases, tokenCases } from "./tokens.ts";
import { type StartEdge, startWorld, type World } from "./world.ts";

/** Registers the cases with mocha, against the edge that `startEdge` starts. */
export function edgeSuite(name: string, startEdge: StartEdge): void {
  describe(name, () => {
    let world: World;
    before(async () => {
      world = await startWorld(startEdge);
    });
    afterEach(() => {
      world.reached();
      world.servers.presto.answer = null;
    });
    after(() => world.close());

    tokenCases(() => world);
    boundTokenCases(() => world, startEdge);
    policyCases(() => world);
    headerCases(() => world);
    streamingCases(() => world);
    limitCases(() => world);
    issuerCases(startEdge);
  });
}
