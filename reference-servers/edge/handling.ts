/** What the edge does with each request: it answers what is asked of itself, and passes the others to their servers. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { EdgeConfiguration } from "@drawbridge/contracts/registry";
import { keyAgeMetric } from "@drawbridge/hosted/key-age-metric";
import type { Logger } from "pino";
import { type Gate, withoutPolicy } from "./access-check.ts";
import { answer, answerRefused, resourceMetadata } from "./answer.ts";
import { hasBody } from "./forward.ts";
import { type PassingParts, passing } from "./passing.ts";
import { badRequest, notReady, type Refused, stopping } from "./refusal.ts";
import { type RequestTarget, readRequestLine } from "./request-line.ts";
import type { EdgeSettings } from "./settings.ts";

export interface HandlingParts extends PassingParts {
  readonly gate: Pick<Gate, "judge" | "keyAges">;
  /** Whether only tokens that are bound to a key count. */
  readonly proofRequired: boolean;
  /** The configuration in force; null where none is, or where the sign-outs are not known. */
  current(): EdgeConfiguration | null;
  /** `leaving`: it still serves, and says that it is not ready. `closing`: it takes nothing new. */
  state(): "serving" | "leaving" | "closing";
  readonly log: Logger;
}

type OwnTarget = Exclude<RequestTarget, { readonly kind: "server" | "refused" }>;

export function requestHandler(settings: EdgeSettings, parts: HandlingParts): RequestListener {
  const { gate, current, state, log } = parts;
  const pass = passing(settings, parts);

  const answerItself = (target: OwnTarget, to: ServerResponse, refuse: (refused: Refused) => void): void => {
    const configuration = current();
    const ready = configuration !== null && state() === "serving";
    switch (target.kind) {
      case "health":
        answer(to, 200, { status: "up" });
        break;
      case "readiness":
        answer(to, ready ? 200 : 503, { ready });
        break;
      case "metrics":
        to.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(
          keyAgeMetric(gate.keyAges()) + parts.balance.metrics(),
        );
        break;
      case "metadata":
        if (configuration === null) refuse(withoutPolicy());
        else answer(to, 200, resourceMetadata(settings.url, target.server, configuration, parts.proofRequired));
    }
  };

  const handle = async (from: IncomingMessage, to: ServerResponse): Promise<void> => {
    const refuse = (refused: Refused): void => {
      log.info({ status: refused.status, error: refused.body.error, policy: refused.body.policy }, "refused");
      answerRefused(from, to, refused);
    };
    const { method = "", url = "", headers } = from;
    const line = { method, target: url, host: headers.host };
    const target = readRequestLine(line, settings.url, settings.network?.allowedHosts);
    if (target.kind === "refused") return refuse(target.refused);
    if (target.kind !== "server") return answerItself(target, to, refuse);
    if (state() === "closing") return refuse(stopping);
    if (method !== "POST" && hasBody(from)) return refuse(badRequest(400, "Only a POST may have a body."));
    const judgement = await gate.judge(from, target.server);
    if (!judgement.passes) return refuse(judgement.refused);
    if (!to.destroyed) pass(from, to, { ...target, judgement }, refuse);
  };

  return (from, to) => {
    handle(from, to).catch((error: unknown) => {
      log.error({ err: error }, "a request failed inside the edge");
      if (to.headersSent) to.destroy();
      else answerRefused(from, to, notReady("The edge could not serve this request."));
    });
  };
}
