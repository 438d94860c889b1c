import { sharedPresto } from "../../support/engines/presto-engine.ts";
import { tpcSuite } from "../tpc-suite.ts";

tpcSuite("presto", sharedPresto);
