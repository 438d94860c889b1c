/** Connects to the broker for one task of a command, and closes the connection after it, however the task ends. */
import type { Home } from "../files/home.ts";
import { BrokerClient } from "./broker-client.ts";

export async function withBroker<T>(home: Home, use: (broker: BrokerClient) => Promise<T>): Promise<T> {
  const broker = await BrokerClient.connect(home);
  try {
    return await use(broker);
  } finally {
    broker.close();
  }
}
