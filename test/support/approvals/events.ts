/** A person's stream of changes, read as the events arrive. */
import { Approval, ApprovalScope } from "@drawbridge/contracts/approvals";
import { createParser } from "eventsource-parser";
import { until } from "../clocks/until.ts";

export interface ApprovalEvents {
  readonly approvals: Approval[];
  readonly scopes: ApprovalScope[];
  /** When (ms, performance.now) a state of a request was reported. */
  toldAt(id: string, state: Approval["state"]): Promise<number>;
  readonly ended: () => boolean;
  close(): void;
}

/** Opens the stream of `url` and waits until it is ready. Throws where it is refused. */
export async function followApprovals(url: string, token: string): Promise<ApprovalEvents> {
  const gone = new AbortController();
  const response = await fetch(`${url}/api/v1/approvals/events`, {
    headers: { authorization: `Bearer ${token}` },
    signal: gone.signal,
  });
  if (!response.ok || response.body === null) throw new Error(`${response.status}: ${await response.text()}`);
  const approvals: Approval[] = [];
  const scopes: ApprovalScope[] = [];
  const times = new Map<string, number>();
  let ready = false;
  let ended = false;
  const parser = createParser({
    onEvent({ event, data }) {
      if (event === "ready") ready = true;
      if (event === "scope") scopes.push(ApprovalScope.parse(JSON.parse(data)));
      if (event !== "approval") return;
      const approval = Approval.parse(JSON.parse(data));
      approvals.push(approval);
      times.set(`${approval.view.id} ${approval.state}`, performance.now());
    },
  });
  const body = response.body.pipeThrough(new TextDecoderStream());
  const reading = (async () => {
    for await (const text of body) parser.feed(text);
  })();
  reading
    .catch(() => {})
    .finally(() => {
      ended = true;
    });
  await until("the stream is ready", () => ready || ended);
  return {
    approvals,
    scopes,
    async toldAt(id, state) {
      await until(`${state} is reported`, () => times.has(`${id} ${state}`));
      return times.get(`${id} ${state}`) ?? Number.NaN;
    },
    ended: () => ended,
    close: () => gone.abort(),
  };
}
