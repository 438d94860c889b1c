/** The order server as a process of its own, whose runs never end: what kills it leaves them open. */
import { runServer } from "@drawbridge/framework/run";
import { newOrders, orderServer, untilStopped } from "./orders.ts";

await runServer(orderServer({ ...newOrders(), during: untilStopped }));
