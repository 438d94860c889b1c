/** The proxy's version, as it appears in hellos, in `status` and to upstreams. */
export const version = "0.1.0";
