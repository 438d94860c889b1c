/** The status of a broker to which a user is signed in. */
import type { BrokerStatus } from "../../../../proxy/contracts/control.ts";
import { version } from "../../../../proxy/kernel/version.ts";

export const sampleStatus: BrokerStatus = {
  version,
  pid: 4711,
  startedAt: "2026-11-20T10:00:00.000Z",
  registry: "https://registry.example",
  session: "signed-in",
  user: { name: "ada", groups: ["ads-eng"] },
  online: true,
  accessUntil: "2026-11-20T10:10:00.000Z",
  secretStore: "file",
  bridges: 1,
};
