import type { Cause } from "../diagnosis/cause.ts";

export const serviceUnreachable: Cause = {
  id: "service-unreachable",
  title: "A system that the job depends on could not be reached",
  rank: "root",
  signatures: [
    {
      pattern:
        /^[ \t]*(ConnectionRefusedError|socket\.gaierror|requests\.exceptions\.Connect\w+|urllib3\.exceptions\.\w+)\b|Caused by: java\.net\.(UnknownHost|Connect|NoRouteToHost)Exception/m,
      strength: "certain",
      unless:
        /FetchFailed|TransportChannelHandler|org\.apache\.spark\.(network|rpc)|py4j\S*", line \d+, in (connect_to_java_server|_create_new_connection|_get_connection|send_command)|Py4JNetworkError/,
    },
    {
      pattern:
        /ConnectionRefusedError|Connection refused|ConnectException|UnknownHostException|No route to host|NoRouteToHostException|Name or service not known|socket\.gaierror|Temporary failure in name resolution|Max retries exceeded with url|CommunicationsException|The connection attempt failed|SocketTimeoutException|connect timed out|Connection reset by peer|503 Service Unavailable|SlowDown|Unable to execute HTTP request/,
      strength: "likely",
      unless:
        /FetchFailed|TransportChannelHandler|org\.apache\.spark\.(network|rpc)|BlockTransferService|shuffle|PythonException: .*ModuleNotFound|py4j\S*", line \d+, in (connect_to_java_server|_create_new_connection|_get_connection|send_command)|Py4JNetworkError|spark-driver-svc|CoarseGrainedExecutorBackend/,
    },
    {
      pattern:
        /TTransportException|Could not connect to (meta store|the metastore)|Unable to instantiate \S*MetaStoreClient/,
      strength: "likely",
    },
    {
      pattern:
        /org\.apache\.kafka\.common\.errors\.(Timeout|Disconnect|Network|BrokerNotAvailable)\w*Exception|NoBrokersAvailable|Communications link failure|EndpointConnectionError|HTTP Error 50[0234]|50[0234] Server Error|The Network Adapter could not establish|Could not open client transport|Could not connect to (the )?server|could not connect to server|All host\(s\) tried for query failed|MongoTimeoutException|EsHadoopNoNodesLeft|JedisConnectionException|UNAVAILABLE: |RESOURCE_EXHAUSTED|SQL ?State:? ?'?08\d{3}|Status Code: 50[0234]|SafeModeException|[Nn]ame ?node is in safe mode|is not supported in state standby|too many (clients|connections)|remaining connection slots are reserved|429 Too Many Requests|TooManyRequests|ThrottlingException|Rate exceeded|reduce your request rate|SSLHandshakeException|PKIX path building failed|NoNodeAvailableException|request timed out/,
      strength: "likely",
    },
    {
      pattern: /Connection timed out|Read timed out|^[ \t]*(TimeoutError|socket\.timeout): .*timed out/m,
      strength: "likely",
      unless: /FetchFailed|org\.apache\.spark\.(network|rpc)/,
    },
  ],
  explainedBy: [
    "killed-from-outside",
    "container-over-memory",
    "executor-out-of-memory",
    "driver-out-of-memory",
    "executor-unresponsive",
  ],
  fix: "Check that the system named in the message is up and reachable from the executors' network (host, port, firewall, name), and retry with backoff around calls that may fail.",
  source: "java.net and Python socket errors",
};
