/**
 * The floor: the least that a stdio-to-HTTP pump on Node can do. Standard library only, lines passed on as text, no
 * recovery of any kind. Not a product; it says what Node can reach. Plain JavaScript, so that nothing is stripped at start.
 *   node floor.mjs URL TOKEN
 */
import { Agent, request } from "node:http";

const [target = "", token = ""] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 128 });
/** What the handshake told: sent with everything after it. */
const learnt = {};

let rest = "";
process.stdin.setEncoding("utf8").on("data", (chunk) => {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) if (line !== "") post(line);
});
process.stdin.on("end", () => process.exit(0));

function post(line) {
  const body = Buffer.from(line);
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": body.length,
    accept: "application/json, text/event-stream",
    ...learnt,
  };
  request(target, { agent, method: "POST", headers }, (response) => {
    const session = response.headers["mcp-session-id"];
    if (session !== undefined)
      Object.assign(learnt, { "mcp-session-id": session, "mcp-protocol-version": "2025-11-25" });
    const parts = [];
    response.on("data", (part) => parts.push(part));
    response.on("end", () => {
      const text = Buffer.concat(parts).toString();
      for (const each of text.split("\n")) {
        if (each.startsWith("data: ")) process.stdout.write(`${each.slice(6)}\n`);
        else if (each.startsWith("{")) process.stdout.write(`${each}\n`);
      }
    });
  }).end(body);
}
