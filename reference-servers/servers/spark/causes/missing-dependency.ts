import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";
import { notInWords } from "../diagnosis/words.ts";

export const missingDependency: Cause = {
  id: "missing-dependency",
  title: "A class, driver, data source or module is missing",
  rank: "root",
  signatures: [
    {
      // The Arrow of Spark 2 does not read what PyArrow 0.15 and later write.
      pattern:
        /(IllegalArgumentException|IndexOutOfBoundsException)[^\n]{0,80}\n(\s+at java\.[^\n]*\n)*\s+at org\.apache\.arrow\.vector\.ipc\./,
      strength: "likely",
      fix: "PyArrow on the workers does not fit the Arrow of this Spark: install the version that this Spark's documentation names (for Spark 2.3 and 2.4 below 0.15, or set ARROW_PRE_0_15_IPC_FORMAT=1 on driver and executors).",
    },
    {
      pattern: /Unsupported class file major version|UnsupportedClassVersionError/,
      strength: "certain",
      fix: "The Java that runs is older than the one that a jar needs, or newer than this Spark knows: use a Java version that this Spark supports (JAVA_HOME on the driver and on all executors), or build the jar for that version.",
    },
    {
      pattern: /\[(DATA_SOURCE_NOT_FOUND|CANNOT_LOAD_FUNCTION_CLASS|MULTIPLE_XML_DATA_SOURCE|STREAM_FAILED_CLASS)[.\]]/,
      strength: "certain",
    },
    { pattern: /Failed to find (the )?data source|Please find packages at/, strength: "certain" },
    {
      pattern:
        /ClassNotFoundException|NoClassDefFoundError(?!: Could not initialize class)|NoSuchMethodError|NoSuchFieldError|AbstractMethodError|IncompatibleClassChangeError|UnsupportedClassVersionError|No suitable driver/,
      strength: "certain",
      unless: /PythonException[\s\S]*Traceback[\s\S]*^\w*(Value|Key|Type)Error/m,
    },
    // The class is there; its first use failed before, for the reason that was logged then.
    { pattern: /NoClassDefFoundError: Could not initialize class/, strength: "hint" },
    { pattern: /^[ \t]*(ModuleNotFoundError|ImportError): /m, strength: "certain" },
    { pattern: /No module named '|cannot import name '/, strength: "likely" },
    {
      pattern:
        /SQLSTATE: (42K02|46103)\b|\[(UNSUPPORTED_DATA_SOURCE|(KAFKA|AVRO|PROTOBUF)\w*_NOT_ENABLED|FAILED_TO_LOAD_ROUTINE)\b/,
      strength: "likely",
    },
    {
      pattern:
        /Cannot run program "[^"]*python|python3?['"]?: (executable file not found|No such file)|cannot assign instance of (java\.lang\.invoke\.SerializedLambda|scala\.collection)|InvalidClassException: .{1,200}local class incompatible|BootstrapMethodError|VerifyError|LinkageError|ServiceConfigurationError|Provider .{1,120} (could not be instantiated|not a subtype|not found)|Cannot find catalog plugin class|GLIBC\w*_[\d.]+' not found|compiled using NumPy 1|numpy\.dtype size changed|module 'numpy' has no attribute|'(DataFrame|Series)' object has no attribute '(iteritems|append|_mgr)'|(PyArrow|Pandas|pyarrow|pandas) >= \S+ must be installed|PackageNotFoundError|an integer is required \(got type bytes\)|Scala module \S+ requires Jackson|Multiple sources found for|ImagePullBackOff|ErrImagePull|manifest unknown|Could not find artifact|Hive classes are not found|unresolved dependenc|UNRESOLVED DEPENDENCIES|Failed to load class |Can not load class |UnsatisfiedLinkError|No FileSystem for scheme/i,
      strength: "certain",
      unless: /Too many open files/,
    },
    // The same in other words.
    {
      pattern:
        /native (snappy|lz4|zstd|bzip2|gzip|zlib|lzo) library not available|Failed to pull image|failed to resolve reference|image .{1,200} not found|CompressionCodec\S* .{0,80}not found|No such (plugin|driver)|Driver class .{1,120} not found|not found in classpath|ClassNotFound|Could not (find|load) .{0,40}\b(class|library|driver)\b|can't open file '[^']*\.py'|module '(pandas|pyspark|pyarrow|sklearn|distutils|collections)[\w.]*' has no attribute|exec: "[^"]*": executable file not found|command not found|DLL load failed|cannot open shared object file|ImportError:|ModuleNotFoundError:|No module named/,
      strength: "likely",
      unless:
        /FileNotFoundException|StaticLoggerBinder|PythonException[\s\S]*Traceback[\s\S]*^\w*(Value|Key|Type)Error/m,
    },
    errorClasses("missing-dependency"),
    // What a class that is not known here says.
    {
      pattern:
        /([Cc]lass|[Mm]odule|[Pp]lugin|[Ll]ibrary|[Pp]ackage|[Dd]river|[Cc]odec|[Pp]rovider|[Jj]ar|[Ii]mage|[Dd]ependency|[Ee]xecutable|[Cc]ommand) .{0,160}(not (be )?(found|loaded|available|installed|on the classpath)|is missing|does not exist)|[Nn]ot installed|[Pp]lease install|[Ii]ncompatible (version|with (this|the) version)|[Vv]ersion.{0,60}(mismatch|incompatible|not (compatible|supported))/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
  ],
  fix: "Add the missing package with --packages, --jars or --py-files (or to the image), in the version that matches this Spark and Scala. A Python module must be on the executors, not only on the driver.",
  source:
    "Submitting Applications: Advanced Dependency Management; Spark error conditions (common/utils/src/main/resources/error/error-conditions.json)",
};
