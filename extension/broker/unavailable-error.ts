/** Why this window has no broker to ask. Diagnose shows the cause; running the same command again does not remove it. */
import { ProxyError } from "../../proxy/kernel/errors.ts";

export class BrokerUnavailable extends ProxyError {
  override readonly name = "BrokerUnavailable";

  constructor(message: string) {
    super("unreachable", message);
  }
}
