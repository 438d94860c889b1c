/** Statements that are parsed before the first question, so that the parser's cache contains common forms. */
export const warmUpStatements: readonly string[] = [
  "SELECT 1",
  `WITH recent AS (SELECT * FROM a.b.c WHERE d >= DATE '2026-01-01' AND e IN ('x', 'y') AND f BETWEEN 1 AND 2.5)
   SELECT r.g, count(*) AS n, sum(CASE WHEN r.h > 0 THEN r.h * (1 - r.i) ELSE 0 END), round(avg(r.j), 2)
   FROM recent r JOIN a.b.k k ON r.l = k.l AND k.m IS NOT NULL LEFT JOIN o USING (p)
   WHERE NOT EXISTS (SELECT 1 FROM q WHERE q.s = r.s) AND r.t LIKE 'u%' OR r.v <> 1
   GROUP BY r.g, 2 HAVING count(DISTINCT r.w) > 10 ORDER BY n DESC NULLS LAST, 1 LIMIT 100`,
  `SELECT x, row_number() OVER (PARTITION BY y ORDER BY z DESC) AS rn, CAST(a AS varchar), b[1], c.d.e,
   date_trunc('month', f) + INTERVAL '1' DAY, transform(g, h -> h + 1)
   FROM (SELECT * FROM i UNION ALL SELECT * FROM j) t CROSS JOIN UNNEST(k) AS u (l) WHERE (m, n) IN (SELECT 1, 2)`,
  "EXPLAIN ANALYZE VALUES (1, 'a'), (2, 'b')",
  "SHOW COLUMNS FROM a.b.c",
];
