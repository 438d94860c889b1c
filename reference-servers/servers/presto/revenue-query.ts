/** The statement of get_revenue_metrics. It is fixed except for the operator's table and three typed inputs. Pure. */

export const groupings = ["month", "advertiser", "region"] as const;

export interface RevenueQuestion {
  /** YYYY-MM, both months included. */
  readonly from: string;
  readonly to: string;
  readonly advertiser?: string | undefined;
  readonly by: (typeof groupings)[number];
}

/**
 * SQL that has the same meaning in DuckDB, Presto and Trino. `table` has month, advertiser, region, gross_usd,
 * credits_usd, net_usd.
 */
export function revenueQuery(table: string, { from, to, advertiser, by }: RevenueQuestion): string {
  const only = advertiser === undefined ? "" : ` AND lower(advertiser) = lower(${literal(advertiser)})`;
  return (
    `SELECT CAST(${by} AS VARCHAR), sum(gross_usd), sum(credits_usd), sum(net_usd) FROM ${table} ` +
    `WHERE month BETWEEN DATE '${from}-01' AND DATE '${to}-01'${only} GROUP BY ${by} ORDER BY ${by}`
  );
}

/** A string literal in standard SQL, where only the quote is special. */
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
