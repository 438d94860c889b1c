/**
 * A program in a container: the company's load balancer. It passes TCP connections on, so that TLS ends at the parts, and
 * gives each to the next target that says it is ready. Elsewhere it is an ingress in passthrough mode, or a Service.
 * `ROUTES` is JSON: for each port, the targets (`host:port`) and the path that answers 200 when a target is ready.
 */
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { connect, createServer, type Socket } from "node:net";

interface Route {
  readonly port: number;
  readonly targets: readonly string[];
  readonly readyPath: string;
}

/** Milliseconds between two questions whether a target is ready: well within the time that a part listens on. */
const probeIntervalMs = 300;
const probeTimeoutMs = 2_000;
/** A target that says it is not ready gets nothing more at once. One that says nothing may only be slow. */
const unansweredLimit = 3;
const authority = readFileSync("/tls/ca.pem");
const ready = new Set<string>();
const unanswered = new Map<string, number>();
const asking = new Set<string>();

function probe(target: string, path: string): void {
  if (asking.has(target)) return;
  asking.add(target);
  const [host = "", port = ""] = target.split(":");
  const message = request({ host, port, path, ca: authority, agent: false, timeout: probeTimeoutMs }, (answer) => {
    answer.resume();
    unanswered.delete(target);
    if (answer.statusCode === 200) ready.add(target);
    else ready.delete(target);
  });
  message.on("timeout", () => message.destroy(new Error("timeout")));
  message.on("error", () => {
    const times = (unanswered.get(target) ?? 0) + 1;
    unanswered.set(target, times);
    if (times >= unansweredLimit) ready.delete(target);
  });
  message.on("close", () => asking.delete(target));
  message.end();
}

/** Connects to the first of `targets` that accepts; ends `from` where none does. */
function passOn(from: Socket, [target, ...others]: readonly string[]): void {
  if (target === undefined) {
    from.destroy();
    return;
  }
  const [host = "", port = ""] = target.split(":");
  const onward = connect({ host, port: Number(port) });
  let reached = false;
  onward.on("error", () => {
    if (reached) return void from.destroy();
    ready.delete(target);
    passOn(from, others);
  });
  onward.once("connect", () => {
    reached = true;
    from.pipe(onward).pipe(from);
    from.on("close", () => onward.destroy());
    onward.on("close", () => from.destroy());
  });
}

const routes: readonly Route[] = JSON.parse(process.env.ROUTES ?? "[]");
for (const { port, targets, readyPath } of routes) {
  let next = 0;
  const ask = (): void => {
    for (const target of targets) probe(target, readyPath);
  };
  ask();
  setInterval(ask, probeIntervalMs);
  createServer((from) => {
    from.on("error", () => from.destroy());
    next += 1;
    const turned = [...targets.slice(next % targets.length), ...targets.slice(0, next % targets.length)];
    passOn(
      from,
      turned.filter((target) => ready.has(target)),
    );
  }).listen(port, "0.0.0.0");
}
process.once("SIGTERM", () => process.exit(0));
