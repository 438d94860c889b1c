/**
 * Words of the messages of Presto and Trino that are no values: English words, SQL words, and names of types. Another
 * word of a message may be a value, unless it is a name in the statement (reason.ts).
 */
export const reasonWords: ReadonlySet<string> = new Set(
  `
    abandoned able abs access according across active actual add added adding addition additional address adjacent
    after agg aggregate aggregation aggregations alias all allow allowed already alter always ambiguous amount an
    analysis analyze analyzed analyzer analyzing and annotated annotation any appear applied apply are argument
    arguments arithmetic array arrays as ascending assign assignment assignments at authorization available avg
    avoid backquoted bad base based be been before beginning behavior below between beyond big bigint bin binary
    bind binomial bit bits bitwise boolean both bound bounds bucket buffer bug build builder built builtin but by
    byte bytes calculates call called calls can cannot canonical cardinality case cast catalog catalogs cause
    channel char character characters check child children claim class clause closed cluster coalesce code collected
    color column columns comma comment common comparable comparator comparison compatible complement complex compute
    concat concatenates concatenation condition config configuration configured connect connector constant
    constraint constraints construct constructor consumed contain containing contains context control convention
    convert converted converts coordinator copartition correlated correlation corresponding cost could count create
    created creates creating criteria cross current currently data date datetime day decimal declared decode decodes
    default define defined definer defining definition degrees delete deletes deleting delimiter denied deny
    dependencies dependency descending descriptor deserialized destination determine determined determines
    deterministic did different digest digit digits disabled distance distinct distributed distribution divide
    division do document does doesn domain double down drop dropped dropping due duplicate duplicates duration each
    either element elements empty enable enabled encode encoded encoding end endian enforced engine entries entry
    enum eof equal equality equi equijoin error escape escaped estimated estimates evaluate every exact exactly
    exceed exceeded exceeds exception exchange execute execution exhausted exist exists expect expected expecting
    expects experimental explain explicit exponent expression expressions external extract extracted extraneous
    factor fail failed failure false fetch fetching field fields file filter filtering filters final find finite
    first fixed flag floating following for form format formats formatted formatting found fragment frame from fully
    function functions generated get given got grant grants greater group grouped grouping groups handle handling
    has hash have having hidden hour id identifier identifiers identity idle if illegal implementation implemented
    in include including incorrect index inequality infinite infinity information initial initialized inline inner
    input inputs insert inserting inserts inside instance instead int integer internal interpreter intersect
    interval into invalid inverse invocation invoked invoker involving is it item items its join joined joins json
    just key keys keyword killed kind label lambda lambdas language large largest last lateral layout lead least
    left length less level like limit limiting list literal literals local lock logarithm logical long longest
    lookup loop lower malformed many map mapped mapping maps match matched matches matching materialization
    materialized max maximum may mean measure measures memory merge merging message metadata method methods might
    millisecond min minimum minute minutes mismatch mismatched missing mode modified modifying month more most
    multiple multiplication must name named names nan native natural navigation near nearest necessary need needs
    negative neither nest nested new no node nodes non none not null nullable nullif nulls number numeric object
    occurrence of offset on once one only operand operation operations operator operators optimization optimizations
    option optional or order orderable ordered ordering original other out outer output over overflow owner pads
    page pairs parameter parameters parametric parentheses parenthesis parenthesized parse parsing part partial
    partition partitioned partitioning parts pass passed path paths pattern per percentage percentile performance
    period plan planner point pool position positions positive possible pre preceding precision predicate predicates
    prefer prefix prepared present primary primitive principal privilege privileges probability probe procedure
    process producer projection projections proper properties property provide provided provider pruned pruning
    pseudo public pushdown pushed pushing qualified quantified quantifier quantile queries query quoted quotes
    random range ratio raw read real recognition recursion recursive reduce reference referenced references refresh
    registered regular relation relations relationship remote remove removes removing rename renaming reordering
    repartition repartitioning replace replacement replaces replicate representation represented representing
    request requested require required requires reserved reset resolve resolved resolver resource response result
    results retries retry return returned returns reverse revoke rewrite rewriting rewritten right role roles root
    round rounded row rows rule rules run running runtime same sample scalar scale scaled scan scheduled schema
    schemas scheme scope search second seconds security see select selected selection selectivity semi semicolon
    sequence serialized server service session set sets shape short should show side sign signature signing single
    size sizes skip slice smallest smallint snapshot snapshots so some sort sorted sorts source sources specific
    specification specified specifies specify spill spilling split splits sql stage stages standard start starting
    state statement statistics stats status std step still storage stored strategy stream string strings structure
    stuck subplan subqueries subquery subscript subset substring substrings subtraction sum supplied supply support
    supported supports surround symbol syntax system table tables target task tasks temporary test than that the
    there therefore this threshold through throws ties time timeout times timestamp tinyint to token tokens too top
    trailing transaction transform treatment true truncate try tuple two type types unable unary unbounded underflow
    unenforced unexpected ungrouped unhandled unicode union unique unit unknown unnest unsupported up update updates
    updating upper url use used user uses using utf valid value values varbinary varchar variable variables verified
    version versions view views violates vs was week weight were when where whether which while whitespace whose
    wide will window windows with within without word worker would wrapper write writer writers writes writing year
    yet you zero zone
  `
    .trim()
    .split(/\s+/),
);
