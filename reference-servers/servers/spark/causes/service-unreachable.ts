import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";
import { notInWords } from "../diagnosis/words.ts";

/** Connections inside Spark and between Python and Java are not to another system. */
const insideSpark =
  /FetchFailed|Python worker exited|TransportChannelHandler|org\.apache\.spark\.(network|rpc)|BlockTransferService|ShuffleBlockFetcher|BlockFetcher|PythonException: .*ModuleNotFound|py4j\S*", line \d+, in (connect_to_java_server|_create_new_connection|_get_connection|send_command)|Py4JNetworkError|trying to connect to the Java server|java_gateway\.py", line \d+, in start\b|spark-driver-svc|CoarseGrainedExecutorBackend/;
/** Without credentials, a client looks for them at addresses that do not answer. */
const looksForCredentials =
  /NoAuthWithAWSException|No AWS Credentials|Unable to (load|locate) (AWS )?credentials|credentials? (provider|chain)|169\.254\.169\.254|[Mm]etadata ?[Ss]erver|computeMetadata|metadata\.google\.internal|ManagedIdentity|DefaultAzureCredential|InstanceMetadata|Failed to connect to service endpoint/i;
const notOurs = new RegExp(`${insideSpark.source}|${looksForCredentials.source}`);

export const serviceUnreachable: Cause = {
  id: "service-unreachable",
  title: "A system that the job depends on could not be reached",
  rank: "root",
  signatures: [
    {
      pattern: /CommitStateUnknownException|Cannot (tell|determine) (if|whether) (the )?commit/,
      strength: "certain",
      fix: "The connection broke during the commit, so the commit may be in or not. Look first whether the table has the commit (its snapshots or history, the rows of this run), and do not run the job again before you know. If it is there, the work is done, and another run would double the rows. If it is not, run it again when the catalog answers, and remove orphan files later.",
    },
    {
      pattern:
        /^[ \t]*(ConnectionRefusedError|ConnectionResetError|ConnectionAbortedError|socket\.gaierror|requests\.exceptions\.(Connect|ReadTimeout|Timeout)\w*|urllib3\.exceptions\.\w+|http\.client\.(RemoteDisconnected|IncompleteRead)|pymongo\.errors\.(ServerSelection|AutoReconnect|Network)\w*|redis\.exceptions\.(Connection|Timeout)\w*|kafka\.errors\.\w*(NoBrokers|Connection|Timeout)\w*|aiohttp\.client_exceptions\.\w*Connect\w*|httpx\.(Connect|Read)\w*|smtplib\.SMTP(ServerDisconnected|ConnectError)|google\.api_core\.exceptions\.(ServiceUnavailable|DeadlineExceeded|RetryError)|azure\.core\.exceptions\.Service(Request|Response)\w*)\b|Caused by: java\.net\.(UnknownHost|Connect|NoRouteToHost)Exception/m,
      strength: "certain",
      unless: notOurs,
    },
    {
      pattern:
        /ConnectionRefusedError|Connection ?[Rr]efused|ConnectException|UnknownHostException|No route to host|NoRouteToHostException|Name or service not known|nodename nor servname|socket\.gaierror|getaddrinfo failed|Temporary failure in name resolution|Max retries exceeded with url|CommunicationsException|The connection attempt failed|SocketTimeoutException|[Cc]onnect(ion)? timed out|SocketException: (Connection reset|Broken pipe|Unexpected end)|Connection reset by peer|NoHttpResponseException|ConnectionClosedException|Premature end of (Content-Length|chunk)|\b(WriteTimeout|ReadTimeout|QueryTimeout|OperationTimedOut|Unavailable)Exception: |NoHostAvailable|AllNodesFailed|failed to respond|ConnectTimeoutException|503 Service Unavailable|Unable to execute HTTP request|RemoteDisconnected|ServerSelectionTimeoutError|ConnectTimeout|ReadTimeout/,
      strength: "likely",
      unless: notOurs,
    },
    {
      pattern:
        /TTransportException|Could not connect to (meta ?store|the metastore)|Unable to instantiate \S*MetaStoreClient|MetaStoreClient lost connection/,
      strength: "likely",
      unless: /GSS|SaslException|Another instance of Derby/,
    },
    {
      pattern:
        /org\.apache\.kafka\.common\.errors\.(Timeout|Disconnect|Network|BrokerNotAvailable)\w*Exception|NoBrokersAvailable|No resolvable bootstrap urls|Broker may not be available|not present in metadata after|Communications link failure|EndpointConnectionError|HTTP Error 50[0234]|50[0234] Server Error|The Network Adapter could not establish|Could not open client transport|[Cc]ould not connect to (the )?server|[Cc]onnection to server .{1,200} failed|server closed the connection|Lost connection to (MySQL )?server|terminating connection due to|SQL(Non)?Transient(Connection)?Exception|Connection is not available, request timed out|ORA-(12\d{3}|03113|17002)|IO Error: |All host\(s\) tried for query failed|MongoTimeoutException|EsHadoopNoNodesLeft|JedisConnectionException|KeeperErrorCode = ConnectionLoss|RetriesExhaustedException|UNAVAILABLE: |StatusCode\.UNAVAILABLE|SQL ?State:? ?'?08\d{3}|Status Code: 50[0234]|SafeModeException|[Nn]ame ?node is in safe mode|is not supported in state standby|too many (clients|connections)|remaining connection slots are reserved|SSLHandshakeException|SSLError|PKIX path building failed|NoNodeAvailableException|[Rr]equest timed out|urlopen error|250001: |ServiceUnavailable|service is (currently )?unavailable|InternalServiceException|We encountered an internal error/,
      strength: "likely",
      unless: notOurs,
    },
    {
      pattern: /Connection timed out|Read timed out|^[ \t]*(TimeoutError|socket\.timeout): .*timed out/m,
      strength: "likely",
      unless: notOurs,
    },
    // The same in the words of other clients.
    {
      pattern:
        /Cannot connect to (jdbc|the server|\S+:\d+)|[Cc]onnection (is )?already closed|connection pool (is )?exhausted|Could not reach any contact point|Failed to open native connection to|Cannot detect (ES|OpenSearch) version|Couldn't set up IO streams|encountered communication error|HTTP status=50\d|Connect to \S{1,200} failed|OperationTimeoutException|Status code 50\d|Could not (get|establish) a (resource|connection)|The TCP\/IP connection to the host|No (live|alive|reachable) (nodes|hosts|servers)|DEADLINE_EXCEEDED|UnresolvedAddressException|NoNodesAvailable/,
      strength: "likely",
      unless: notOurs,
    },
    errorClasses("service-unreachable"),
    // What a class that is not known here says.
    {
      pattern:
        /[Cc]onnect(ion)?\b.{0,40}\b(error|fail|refused|reset|closed|lost|timed? ?out|aborted)|[Nn]etwork (is )?(error|unreachable|failure)|[Uu]nreachable|[Tt]imed out|[Tt]imeout|[Uu]navailable|all nodes failed|no (available|other) (nodes|hosts|brokers)|[Bb]roken pipe|[Cc]ould not (reach|resolve|contact)|([Ff]ailed|[Uu]nable) to (connect|reach|resolve (host|address|name|\S+\.\S+))|certificate|SSL/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
  ],
  explainedBy: [
    "killed-from-outside",
    "container-over-memory",
    "executor-out-of-memory",
    "driver-out-of-memory",
    "executor-unresponsive",
  ],
  fix: "Check that the system named in the message is up and reachable from the executors' network (host, port, firewall, name), and let the code retry calls that only read, with backoff. Check what the job had already written before it runs again: a call that lost its connection may have succeeded.",
  source: "java.net and Python socket errors; Apache Iceberg: CommitStateUnknownException",
};
