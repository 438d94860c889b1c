/** Promises about the Presto server: reads, approved changes, prices, limits and engines. */
export const prestoPromises = {
  "presto.before": [
    "A person who decides sees the rows and columns of each table that the call writes as they are now, except in a restricted schema.",
    "SECURITY",
    "issue 13",
  ],
  "presto.definition": [
    "A person who decides sees the definition of a view or table that the call replaces or alters, now and after, without values of secrets, unless a restricted schema is involved.",
    "SECURITY",
    "issue 13",
  ],
  "presto.sample": [
    "Rows of the table that a call changes are a read of the call's own user: allowed and within the budget, at most five, without columns named as secrets, and of no restricted schema. Else the reason is said.",
    "SECURITY",
    "issue 13",
  ],
  "presto.small-list": ["The Presto server has at most eight tools, in at most 1,500 tokens of tools/list.", "issue 3"],
  "presto.query": [
    "A query answers rows, their columns and its price, the same as text and as structured content.",
    "issue 3",
  ],
  "presto.explain": [
    "A statement is checked and priced without running it: valid, tables, rows, bytes, within the budget.",
    "issue 3",
  ],
  "presto.pages": ["A result too long for one answer is fetched whole, page by page.", "issue 3"],
  "presto.handle": [
    "A query that takes long is answered with a handle to wait for, page through or cancel.",
    "issue 3",
  ],
  "presto.first-judge": [
    "A statement that is not exactly one read is refused before any engine sees it.",
    "SECURITY",
    "issue 3",
  ],
  "presto.dialect": [
    "The judge reads SQL as the engine that it judges for does. A form that its grammar lacks is refused as not read here, and not as a mistake.",
    "SECURITY",
    "issue 14",
  ],
  "presto.explain-change": [
    "A plain EXPLAIN of a change is a read: it runs nothing, and its targets are checked against restricted schemas.",
    "SECURITY",
    "issue 14",
  ],
  "presto.reason": [
    "The engine's reason for a failure reaches the caller, without a value of the statement or of the data.",
    "SECURITY",
    "issue 14",
  ],
  "presto.no-needless-approval": [
    "Lists whose length the text shows, and the engine's own catalogue, have a price, so that no person is asked.",
    "issue 14",
  ],
  "presto.tpc": ["Every query of TPC-DS and TPC-H is a read for the judge, and runs on the engine.", "issue 14"],
  "presto.write": [
    "A write is shown completely with what it changes and costs. After approval it is made completely or not at all.",
    "issue 5",
  ],
  "presto.act-named": [
    "The line that names a change has its whole verb, distinguishes what is only read, and does not call a new table destructive.",
    "SECURITY",
    "issue 11",
  ],
  "presto.write-refused": [
    "A write that is not valid, not taken or not allowed is refused before a person is asked.",
    "issue 5",
  ],
  "presto.write-in-prod": [
    "A change that overwrites or drops data in prod needs a second person.",
    "SECURITY",
    "issue 5",
  ],
  "presto.write-race": [
    "If a table was replaced between plan and run, the server notices it, and nothing changes.",
    "SECURITY",
    "issue 5",
  ],
  "presto.write-bound": [
    "A write is bound to the identity and contents of what it reads and changes, and says what it cannot bind.",
    "SECURITY",
    "issue 11",
  ],
  "presto.write-held": [
    "A second person approves only what cannot change before it runs, unless the operator allows more.",
    "SECURITY",
    "issue 11",
  ],
  "presto.write-settled": [
    "If the end of a write was not recorded, the server asks the engine by its query id.",
    "issue 5",
  ],
  "presto.revenue-policy": [
    "Only ads-eng can read revenue: the tool is hidden from other users, and queries cannot avoid the policy.",
    "issue 3",
  ],
  "presto.warehouse": [
    "The sample warehouse is the same on every machine, and its tables agree with each other.",
    "issue 3",
  ],
  "presto.bounded-judging": [
    "No statement blocks or ends the server, regardless of its size and nesting.",
    "SECURITY",
    "issue 3",
  ],
  "presto.never-rewritten": ["A statement goes to the engine unchanged, except for a closing semicolon.", "issue 3"],
  "presto.change-described": [
    "A change is described by its verb, what it changes and what it reads, before it runs.",
    "issue 3",
  ],
  "presto.as-the-user": ["The engine learns which user asks, and its own rules decide about that user.", "issue 3"],
  "presto.real-engine": ["A real Presto's answers arrive complete and correct.", "issue 3"],
  "presto.protocol": [
    "An engine's answer that breaks the protocol or points elsewhere is refused; a busy engine is asked again.",
    "Presto client protocol",
    "issue 3",
  ],
  "presto.digits": ["No digit of a big integer or a decimal is lost.", "issue 3"],
  "presto.second-judge": [
    "If a write passes the parser, the engine refuses it, and nothing changes.",
    "SECURITY",
    "issue 3",
  ],
  "presto.no-way-out": [
    "No statement reaches a file, the network, the environment or the engine's own state.",
    "SECURITY",
    "issue 3",
  ],
  "presto.boxed-engine": [
    "A statement that exhausts or blocks the embedded engine ends the engine's process, and not the server.",
    "issue 3",
  ],
  "presto.priced": [
    "Every query has a price before it runs: tables, rows and bytes, each of which may be unknown.",
    "issue 3",
  ],
  "presto.similar": [
    "Only small inserts into the same table from the same sources are similar, and no insert that involves a restricted schema is.",
    "SECURITY",
    "issue 11",
  ],
  "presto.bounded-price": [
    "A price is a bound that no run passes: products for joins and lists, or unknown; everyday joins keep a small one.",
    "SECURITY",
    "issue 11",
  ],
  "presto.price-stop": [
    "A run that passes ten times its price is stopped in the engine, and says how far it came and what to do.",
    "SECURITY",
    "issue 11",
  ],
  "presto.computed-joins": [
    "A join by computed keys, a cross join and what rests on them are priced by products, not by the engine's statistics.",
    "SECURITY",
    "issue 11",
  ],
  "presto.cancel": ["Cancelling a query reaches the engine, which stops.", "issue 3"],
  "presto.quiet-errors": ["No error of an engine quotes the statement or a value from it.", "issue 3"],
  "presto.budget": [
    "A query over its caller's budget, or of unknown cost, does not run without an approval.",
    "SECURITY",
    "issue 3",
  ],
  "presto.restricted": [
    "Only its groups read a schema that the operator restricts, with every tool.",
    "SECURITY",
    "issue 3",
  ],
  "presto.through-views": [
    "What a statement reads is followed through views and macros before any plan; what cannot be followed is refused.",
    "SECURITY",
    "issue 11",
  ],
  "presto.restricted-metadata": [
    "Of a schema that is closed to a caller they learn its name and its groups: no table, column, macro, type, comment or count.",
    "SECURITY",
    "issue 11",
  ],
  "presto.typed-names": [
    "A dotted name counts by what it names: a schema, table, view, column or function, quoted or not, in every verb.",
    "SECURITY",
    "issue 11",
  ],
  "presto.cap": [
    "Reading stops one row past the cap and cancels in the engine; what is exactly at the cap is whole.",
    "issue 3",
  ],
  "presto.ownership": [
    "A query belongs to the user who started it; for every other user its id is unknown.",
    "SECURITY",
    "issue 3",
  ],
  "presto.bounded": [
    "The number of running queries and stored results is limited for each user and in total.",
    "issue 3",
  ],
  "presto.expiry": ["A query that no caller asks about is cancelled and forgotten.", "issue 3"],
  "presto.drain": ["Closing the server cancels every query in the engine.", "issue 3"],
  "presto.no-connection": [
    "A request that could not be sent to the engine, because its name or address is away for a moment, is sent again; one that may have arrived is not.",
    "issue 16",
  ],
} as const;
