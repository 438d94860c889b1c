/** The order server as its own process. Its runs never end, so they stay open when the process is killed. */
import { runServer } from "@drawbridge/framework";
import { newOrders, orderServer, untilStopped } from "./orders.ts";

await runServer(orderServer({ ...newOrders(), during: untilStopped }));
