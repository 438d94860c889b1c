import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";
import { notInWords } from "../diagnosis/words.ts";

export const invalidConfiguration: Cause = {
  id: "invalid-configuration",
  title: "A Spark setting is missing or has an invalid value",
  rank: "root",
  signatures: [
    {
      pattern:
        /Invalid (initial|maximum) heap size|Could not create the Java Virtual Machine|Unrecognized (VM )?option|Conflicting collector combinations|Invalid thread stack size|Error opening zip file or JAR manifest missing/,
      strength: "certain",
      fix: "The Java process did not start because of its options: correct the one that the message names. They come from spark.driver.extraJavaOptions, spark.executor.extraJavaOptions, the memory settings and the image's start script. A value that is empty was not set where the script reads it, or the versions of Spark and the image differ.",
    },
    {
      pattern:
        /ConfigurationPropertyNotFoundException|Configuration property \S+ not found|Invalid configuration value detected for fs\.|InvalidConfigurationValueException|KeyProviderException|Failure to initialize configuration/,
      strength: "certain",
      fix: "The file system's client does not see the property that the message names. A property of one session does not reach every place: set it for the whole application (spark.hadoop.<property> with --conf or spark-defaults.conf), keys from a secret store, and check the name of the account in it.",
    },
    {
      pattern:
        /SparkUpgradeException|\[INCONSISTENT_BEHAVIOR_CROSS_VERSION[.\]]|different result due to the upgrading (of|to) Spark|datetimeRebaseMode|int96RebaseMode/,
      strength: "certain",
      fix: "A newer Spark reads or writes these values differently and does not choose for you: set the option that the message names. For dates before 1582 and timestamps before 1900, LEGACY keeps the meaning of files that Spark 2 or Hive wrote, and CORRECTED takes the values as they are stored; check on a few known rows which one is right. For date patterns, correct the pattern rather than set spark.sql.legacy.timeParserPolicy.",
    },
    {
      pattern:
        /Unsafe or java\.nio\.DirectByteBuffer\.<init>\(long, int\) not available|InaccessibleObjectException|module java\.base does not (export|"?opens?)|cannot access class (sun|jdk)\.|Failed to initialize MemoryUtil|IllegalAccessError: class org\.apache\.spark/,
      strength: "certain",
      fix: "This Java does not let Spark or Arrow reach its internals: add the options --add-opens and -Dio.netty.tryReflectionSetAccessible=true that the Spark version lists for it to spark.driver.extraJavaOptions and spark.executor.extraJavaOptions (spark-submit of Spark 3.3 and later does so by itself), or use a Java version that this Spark and its Arrow support.",
    },
    {
      pattern:
        /SparkContext is null but app is still running|SparkContext did not initialize after waiting|ApplicationMaster\W+Uncaught exception:[\s\S]{0,40}TimeoutException: Futures timed out/,
      strength: "certain",
      fix: "The application master never saw the program's SparkContext (exit code 13). Remove setMaster or spark.master from the code, so that spark-submit decides (a master of local in cluster mode is the usual reason), create the context at the start of main, and raise spark.yarn.am.waitTime only if the work before it must take that long.",
    },
    {
      pattern: /Python in worker has different version|\[PYTHON_VERSION_MISMATCH\]/,
      strength: "certain",
      fix: "The driver and the executors run different versions of Python: set PYSPARK_PYTHON (spark.pyspark.python) on all nodes to the same interpreter, and PYSPARK_DRIVER_PYTHON to one of the same minor version. On a managed cluster, use an image or initialisation action that installs it on masters and workers.",
    },
    {
      pattern: /[Cc]heckpoint (directory|dir|location) (is not|has not been|must be) (set|specified)|setCheckpointDir/,
      strength: "certain",
    },
    {
      pattern:
        /Exception when registering SparkListener|EventLoggingListener[\s\S]{0,200}FileNotFoundException|FileNotFoundException[\s\S]{0,600}EventLog(gingListener|FileWriter)|UnknownHostException: [a-z][\w-]*\s*\n[\s\S]{0,400}(SecurityUtil|NameNodeProxies|DFSClient)|Another instance of Derby may have already booted|Java gateway process exited before sending its port|JAVA_HOME is not set|either HADOOP_CONF_DIR or YARN_CONF_DIR must be set|Cluster deploy mode is (not compatible|currently not supported)|Wrong FS: |Hive support is required to|Catalog '.{1,80}' plugin class not found|DELTA_CONFIGURE_SPARK_SESSION|requires the SparkSession to be configured with|Dynamic partition strict mode|hive\.exec\.(max\.)?dynamic\.partition|PermanentRedirect|must be addressed using the specified endpoint|region '[\w-]+' is wrong; expecting|Unable to load region from|is less than what the user requested|Mandatory parameters? .{1,80}missing|is not a (supported|valid) (master|deploy mode)/,
      strength: "certain",
    },
    {
      pattern:
        /\[(INVALID_CONF_VALUE|CANNOT_MODIFY_(CONFIG|STATIC_CONFIG)|SQL_CONF_NOT_FOUND|CONFIG_NOT_AVAILABLE|INVALID_DRIVER_MEMORY|INVALID_EXECUTOR_MEMORY|INVALID_KRYO_SERIALIZER_BUFFER_SIZE|INVALID_SPARK_CONFIG)[.\]]/,
      strength: "certain",
    },
    {
      pattern:
        /A master URL must be set|Could not parse Master URL|Cannot modify the value of a (static|Spark) config|System memory \d+ must be at least|Executor memory \d+ must be at least|must be specified as bytes|Time must be specified as|should be one of .*, but was|is not a valid (storage level|codec|log level)/,
      strength: "certain",
    },
    {
      pattern:
        /IllegalArgumentException: (spark\.[\w.]+ (should|must|is)|requirement failed: .*spark\.)|Unrecognized option|Service '\w+' failed after \d+ retries/,
      strength: "likely",
    },
    // The same in the words of clients and file systems.
    {
      pattern:
        /Incomplete HDFS URI|Must specify the (driver|executor) container image|No pod was found named|supposed to be the driver pod|[Pp]lease (specify|set|provide) spark\.\S+|exec: (executor|driver): not found|Missing application resource|ORG_APACHE_SPARK_MASTER|Invalid (region|endpoint|bucket name|master|URI|scheme)|ConfigException: |Relative path in absolute URI: [A-Z]:|Error while instantiating '|requires? the external shuffle service|Configuration\.get(Long|Int|Float|TimeDuration|Boolean)|UnknownHostException: [a-z][\w-]*\s*$|Unable to find client aws region|spark\.\S+ (is|was|has been) (deprecated and )?(removed|not supported|invalid)|cannot be (set|changed|modified) (after|at runtime|while)|Missing required (configuration|option|propert|argument|parameter)|Option '.{1,80}' (is required|must be|not supported)|[Uu]nsupported (master|deploy mode|codec|option)|Unrecognized (configuration|property|config)|must specify (the )?(option|config|property|bucket|endpoint)|Invalid (configuration|config|property|option)\b|illegal configuration|bad configuration/m,
      strength: "likely",
      unless: /No resolvable bootstrap/,
    },
    errorClasses("invalid-configuration"),
    // What a class that is not known here says.
    {
      pattern:
        /\b(is|are|was|has) not (been )?(set|configured|specified|enabled)\b|[Pp]lease (set|unset|specify|configure|provide|enable)\b|\b(must|should|need(s)?) (to )?be (set|configured|specified|enabled|provided)|[Mm]issing (required )?(option|propert|config|setting|parameter|argument)|([Cc]onfig\w*|[Ss]etting|[Oo]ption|[Pp]ropert\w+) .{0,120}\b(is|are|not) (invalid|not valid|unknown|unsupported|required|missing|supported)|[Ii]nvalid (config|option|setting|value for|propert)|[Nn]ot configured|[Uu]nknown (option|config|propert)/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
  ],
  fix: "Correct the setting that the message names, at the place that takes precedence: in the code (SparkSession.builder), then spark-submit --conf, then spark-defaults.conf. Static settings must be set before the session starts.",
  source: "Spark configuration; Spark error conditions (common/utils/src/main/resources/error/error-conditions.json)",
};
