/**
 * The sample warehouse of an invented advertising company, as data: the meaning of each table and column, and the query
 * that fills it. It is deterministic: every value is computed from row numbers with `hash` (`pick` and `share` in
 * `sample-warehouse.ts`). Later tables are computed from earlier ones, so that sums agree: clicks in `ads.events` are the clicks
 * of `ads.impressions_daily`, whose spend is the gross revenue of `finance.revenue`.
 */
export interface SampleTable {
  readonly name: string;
  readonly comment: string;
  /** the meaning of each column, in the order of the query's columns */
  readonly columns: Readonly<Record<string, string>>;
  /** One SELECT; `$events` is replaced by the number of events. */
  readonly query: string;
}

/** A fixed period of 18 months, because the data must not depend on the time of its creation. */
const firstDay = "DATE '2025-01-01'";
const days = 546;

const advertisers: SampleTable = {
  name: "ads.advertisers",
  comment: "Companies that buy advertising; one row each.",
  columns: {
    advertiser_id: "Primary key.",
    name: "Company name, unique.",
    industry: "Line of business.",
    country: "ISO 3166 code of the billing country.",
    tier: "enterprise, growth or self-serve.",
    signed_on: "Date of the first contract.",
  },
  query: `
    SELECT range::INTEGER AS advertiser_id,
      (['Northwind', 'Bluebird', 'Copperleaf', 'Harbor', 'Juniper', 'Larkspur', 'Mosaic', 'Orchard', 'Pinecrest',
        'Quarry', 'Redwood', 'Saffron', 'Tidewater', 'Umbra', 'Verdant', 'Willow'])[1 + range % 16] || ' ' ||
      (['Foods', 'Travel', 'Apparel', 'Motors', 'Media', 'Home', 'Beauty', 'Games', 'Finance', 'Fitness', 'Toys',
        'Outdoors', 'Coffee', 'Books', 'Pets', 'Energy', 'Garden', 'Audio', 'Optics', 'Cycles'])[1 + range // 16] AS name,
      pick(range, 1, ['retail', 'travel', 'consumer goods', 'automotive', 'entertainment', 'finance']) AS industry,
      pick(range, 2, ['US', 'US', 'US', 'CA', 'GB', 'DE', 'FR', 'JP', 'BR', 'AU']) AS country,
      pick(range, 3, ['enterprise', 'growth', 'growth', 'self-serve', 'self-serve', 'self-serve']) AS tier,
      DATE '2019-03-01' + (share(range, 4) * 2000)::INTEGER AS signed_on
    FROM range(320)`,
};

const campaigns: SampleTable = {
  name: "ads.campaigns",
  comment: "Campaigns of the advertisers; one row each.",
  columns: {
    campaign_id: "Primary key.",
    advertiser_id: "Who pays: ads.advertisers.",
    name: "Name the advertiser gave it.",
    objective: "awareness, traffic, conversions or app installs.",
    status: "active, paused or ended.",
    daily_budget_usd: "Most that may be spent in a day.",
    starts_on: "First day.",
    ends_on: "Last day; NULL while open-ended.",
  },
  query: `
    SELECT range::INTEGER AS campaign_id, floor(320 * share(range, 10))::INTEGER AS advertiser_id,
      pick(range, 11, ['Spring', 'Summer', 'Autumn', 'Winter', 'Launch', 'Always-on', 'Holiday']) || ' ' ||
      pick(range, 12, ['reach', 'retargeting', 'lookalike', 'brand', 'catalogue', 'video']) || ' #' || range AS name,
      pick(range, 13, ['awareness', 'traffic', 'conversions', 'app installs']) AS objective,
      pick(range, 14, ['active', 'active', 'active', 'paused', 'ended']) AS status,
      (20 + share(range, 15) * 1980)::DECIMAL(10, 2) AS daily_budget_usd,
      ${firstDay} + (share(range, 16) * 200)::INTEGER AS starts_on,
      CASE WHEN share(range, 17) < 0.6 THEN ${firstDay} + 220 + (share(range, 18) * 320)::INTEGER END AS ends_on
    FROM range(1200)`,
};

const events: SampleTable = {
  name: "ads.events",
  comment:
    "What happened to ads, one row per impression, click or conversion. The biggest table: filter on event_date.",
  columns: {
    event_id: "Primary key.",
    event_time: "UTC time; rows are stored in this order.",
    event_date: "UTC day of event_time.",
    campaign_id: "ads.campaigns.",
    event_type: "impression, click or conversion.",
    country: "ISO 3166 code of the viewer's country.",
    device: "ios, android, web or tablet.",
    channel: "Where the ad was shown: home feed, search, related or story.",
    revenue_usd: "What the advertiser pays for this event.",
  },
  query: `
    SELECT range AS event_id,
      make_timestamp(epoch_us(${firstDay}) + ((range + share(range, 21)) * ${days * 86_400e6} / $events)::BIGINT)
        AS event_time,
      event_time::DATE AS event_date,
      floor(1200 * share(range, 22) * share(range, 23))::INTEGER AS campaign_id,
      CASE WHEN share(range, 24) < 0.93 THEN 'impression' WHEN share(range, 24) < 0.99 THEN 'click'
        ELSE 'conversion' END AS event_type,
      pick(range, 25, ['US', 'US', 'US', 'US', 'CA', 'GB', 'DE', 'FR', 'JP', 'BR', 'AU', 'MX']) AS country,
      pick(range, 26, ['ios', 'ios', 'ios', 'android', 'android', 'web', 'tablet']) AS device,
      pick(range, 27, ['home feed', 'home feed', 'search', 'related', 'story']) AS channel,
      (CASE event_type WHEN 'impression' THEN 0.02 WHEN 'click' THEN 1.4 ELSE 18 END
        * (0.5 + share(range, 28)))::DECIMAL(10, 4) AS revenue_usd
    FROM range($events)`,
};

const impressionsDaily: SampleTable = {
  name: "ads.impressions_daily",
  comment: "ads.events summed up by day and campaign: start here for trends.",
  columns: {
    day: "UTC day.",
    campaign_id: "ads.campaigns.",
    impressions: "Number of impressions.",
    clicks: "Number of clicks.",
    conversions: "Number of conversions.",
    spend_usd: "What the advertiser pays for the day.",
  },
  query: `
    SELECT event_date AS day, campaign_id,
      count(*) FILTER (event_type = 'impression') AS impressions,
      count(*) FILTER (event_type = 'click') AS clicks,
      count(*) FILTER (event_type = 'conversion') AS conversions,
      sum(revenue_usd)::DECIMAL(14, 4) AS spend_usd
    FROM ads.events GROUP BY day, campaign_id ORDER BY day, campaign_id`,
};

const revenue: SampleTable = {
  name: "finance.revenue",
  comment:
    "Recognised advertising revenue by month and advertiser. Governed: ask get_revenue_metrics for the agreed figures.",
  columns: {
    month: "First day of the month.",
    advertiser: "Company name, as in ads.advertisers.",
    region: "AMER, EMEA or APAC, by the advertiser's billing country.",
    gross_usd: "Spend before credits.",
    credits_usd: "Make-goods and promotional credits.",
    net_usd: "Gross less credits: the figure that is reported.",
  },
  query: `
    SELECT date_trunc('month', d.day)::DATE AS month, a.name AS advertiser,
      CASE WHEN a.country IN ('US', 'CA', 'BR') THEN 'AMER' WHEN a.country IN ('JP', 'AU') THEN 'APAC'
        ELSE 'EMEA' END AS region,
      sum(d.spend_usd)::DECIMAL(14, 2) AS gross_usd,
      (gross_usd * (0.01 + 0.03 * share(a.advertiser_id, 31)))::DECIMAL(14, 2) AS credits_usd,
      gross_usd - credits_usd AS net_usd
    FROM ads.impressions_daily d JOIN ads.campaigns c USING (campaign_id) JOIN ads.advertisers a USING (advertiser_id)
    GROUP BY month, a.name, a.country, a.advertiser_id ORDER BY month, advertiser`,
};

const invoices: SampleTable = {
  name: "finance.invoices",
  comment: "One invoice per month and advertiser, for the net revenue.",
  columns: {
    invoice_id: "Primary key.",
    month: "Month it is for, as its first day.",
    advertiser: "Company name, as in ads.advertisers.",
    amount_usd: "Amount due.",
    status: "paid, open or overdue.",
    due_on: "Last day to pay.",
  },
  query: `
    SELECT row_number() OVER (ORDER BY month, advertiser) AS invoice_id, month, advertiser, net_usd AS amount_usd,
      CASE WHEN month < DATE '2026-05-01' THEN pick(invoice_id, 41, ['paid', 'paid', 'paid', 'paid', 'overdue'])
        ELSE 'open' END AS status,
      (month + INTERVAL 1 MONTH + INTERVAL 29 DAY)::DATE AS due_on
    FROM finance.revenue ORDER BY invoice_id`,
};

const pipelineRuns: SampleTable = {
  name: "ops.pipeline_runs",
  comment: "Runs of the data pipelines that fill these tables.",
  columns: {
    run_id: "Primary key.",
    pipeline: "Name of the pipeline.",
    owner_team: "Team that owns it.",
    started_at: "UTC time.",
    seconds: "How long it ran.",
    status: "success, failed or retried.",
    rows_written: "Rows written; 0 where it failed.",
  },
  query: `
    SELECT range AS run_id,
      (['events_ingest', 'impressions_rollup', 'revenue_recognition', 'audience_sync', 'spam_filter', 'search_index'])[
        1 + range % 6] AS pipeline,
      (['ads-eng', 'ads-eng', 'finance', 'ads-eng', 'trust', 'infra'])[1 + range % 6] AS owner_team,
      ${firstDay}::TIMESTAMP + to_seconds((range * ${days * 86_400} // 52416)::BIGINT) AS started_at,
      (30 + share(range, 51) * share(range, 52) * 3600)::INTEGER AS seconds,
      CASE WHEN share(range, 53) < 0.95 THEN 'success' WHEN share(range, 53) < 0.98 THEN 'retried' ELSE 'failed' END AS status,
      CASE WHEN status = 'failed' THEN 0 ELSE (share(range, 54) * 5000000)::BIGINT END AS rows_written
    FROM range(52416)`,
};

/** In the order in which they are created. */
export const sampleTables: readonly SampleTable[] = [
  advertisers,
  campaigns,
  events,
  impressionsDaily,
  revenue,
  invoices,
  pipelineRuns,
];
