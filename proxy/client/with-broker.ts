/** A command's stretch with the broker: connected before, let go of after, whatever happens. */
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
