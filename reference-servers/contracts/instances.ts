/**
 * Instances of one server: the processes that serve it, each at its own address. An instance holds a lease, which its
 * questions for the policy renew. An instance that ends gives its lease back, and the lease of a killed one lapses.
 */
import { z } from "zod";

/** A random name of one process. Also the name of an instance that something else than the framework announces. */
export const InstanceId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** What a server says of the instance that announces it. */
export const AnnouncedInstance = z.object({
  id: InstanceId,
  /**
   * Seconds until the lease lapses without a question from the instance. Left out: the instance counts until it is
   * withdrawn, for a server that cannot ask.
   */
  leaseSeconds: z.number().int().min(1).max(3600).optional(),
  /** The instance takes no new calls, and ends those that it has. */
  draining: z.boolean().optional(),
});
export type AnnouncedInstance = z.infer<typeof AnnouncedInstance>;

/** Body of the route `reportInstance`. */
export const InstanceReport = z.object({ draining: z.boolean() });

/** Answer of the route `readInstances`: the instances of a server that have a name, as they announced themselves. */
export const Instances = z.object({ instances: z.array(z.object({ id: InstanceId, url: z.url() })) });

/** An instance as the edge gets it. */
export const RouteInstance = z.object({
  /** Its MCP endpoint. */
  url: z.url(),
  /** Gets a call only when no other instance is left. */
  draining: z.boolean().optional(),
  /**
   * It was announced without a name, by an older server, while others have a lease. It may be gone, so it gets a call only
   * when none of the others can be reached.
   */
  standby: z.boolean().optional(),
});
export type RouteInstance = z.infer<typeof RouteInstance>;
