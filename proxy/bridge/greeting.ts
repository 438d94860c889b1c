/**
 * The first line in each direction between a bridge and a broker. Until the broker's line has come, the broker has
 * taken nothing from the agent.
 */
import type { Socket } from "node:net";
import { isObject, parsed } from "../kernel/json.ts";

/** How long (ms) a broker may take to welcome a bridge. */
const welcomeTimeoutMs = 10_000;
const newline = 0x0a;

/**
 * Says hello and waits for the welcome. Resolves with false if the connection closes before that, which happens when
 * the broker is just ending. Throws an Error with a sentence if the broker refuses us.
 */
export function greet(socket: Socket, hello: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      socket.off("data", take).off("close", closed);
      outcome();
    };
    const refused = (message: string) => {
      settle(() => reject(new Error(message)));
      socket.destroy();
    };
    const closed = () => settle(() => resolve(false));
    const take = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf(newline);
      if (end === -1) return;
      const refusal = refusalIn(received.toString("utf8", 0, end));
      if (refusal !== null) return refused(refusal);
      settle(() => resolve(true));
      socket.pause();
      socket.unshift(received.subarray(end + 1));
    };
    const timer = setTimeout(() => refused("Drawbridge's broker does not answer."), welcomeTimeoutMs);
    socket.on("data", take).once("close", closed);
    socket.on("error", () => socket.destroy());
    socket.write(hello);
  });
}

/** The broker's reason for a refusal; null if it welcomes us. */
function refusalIn(line: string): string | null {
  const hello = parsed(line);
  if (isObject(hello) && hello.ok !== undefined) {
    if (hello.ok === true) return null;
    if (hello.message !== undefined) return String(hello.message);
  }
  return "What listens on Drawbridge's endpoint is not its broker.";
}
