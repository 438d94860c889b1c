import { startEdge } from "@drawbridge/edge/start";
import { edgeSuite } from "../../support/edge-suite/suite.ts";

edgeSuite("the embedded edge", startEdge);
