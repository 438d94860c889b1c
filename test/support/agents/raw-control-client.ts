/** A client of the broker's control channel that hears every message, and can send any. */
import { once } from "node:events";
import WebSocket from "ws";
import { readKey } from "../../../proxy/broker/ensure.ts";
import { ControlAnswer, ControlEvent } from "../../../proxy/contracts/control.ts";
import type { Home } from "../../../proxy/files/home.ts";

export interface RawControlClient {
  readonly socket: WebSocket;
  readonly events: readonly ControlEvent[];
  readonly answers: readonly ControlAnswer[];
}

/** Connects to the home's broker. A message that is neither an event nor an answer throws. */
export async function rawControlClient(home: Home): Promise<RawControlClient> {
  const socket = new WebSocket(`ws+unix://${home.endpoint}:/control`, {
    headers: { "x-drawbridge-key": readKey(home) },
  });
  const events: ControlEvent[] = [];
  const answers: ControlAnswer[] = [];
  socket.on("message", (data) => {
    const message: unknown = JSON.parse(String(data));
    const event = ControlEvent.safeParse(message).data;
    if (event === undefined) answers.push(ControlAnswer.parse(message));
    else events.push(event);
  });
  await once(socket, "open");
  return { socket, events, answers };
}
