import { sharedPresto } from "../../support/engines/presto-engine.ts";
import { tpcSuite } from "../../support/engines/tpc-suite.ts";

tpcSuite("presto", sharedPresto);
