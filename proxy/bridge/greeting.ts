/** The first line each way between a bridge and a broker. Until the broker's has come, nothing of the agent's was taken. */
import type { Socket } from "node:net";

/** How long (ms) a broker may take to welcome a bridge. */
const welcomeTimeoutMs = 10_000;
const newline = 0x0a;

/**
 * Says hello and waits for the welcome. Answers false where the connection closed before it, as that of a broker that
 * is just dying does. Throws Error with a sentence where we are turned away.
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

/** The reason in a broker's hello; null where it welcomes us. */
function refusalIn(line: string): string | null {
  try {
    const hello: unknown = JSON.parse(line);
    if (typeof hello === "object" && hello !== null && "ok" in hello) {
      if (hello.ok === true) return null;
      if ("message" in hello) return String(hello.message);
    }
  } catch {
    // Said below: something else than a broker listens there.
  }
  return "What listens on Drawbridge's endpoint is not its broker.";
}
