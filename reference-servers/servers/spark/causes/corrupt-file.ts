import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";
import { notInWords } from "../diagnosis/words.ts";

export const corruptFile: Cause = {
  id: "corrupt-file",
  title: "An input file is damaged or is not what its name says",
  rank: "root",
  signatures: [
    {
      pattern:
        /\[(FAILED_READ_FILE\.NO_HINT|FAILED_READ_FILE\.CANNOT_READ_FILE_FOOTER|CANNOT_READ_FILE_FOOTER|FAILED_READ_FILE\.UNSUPPORTED_FILE|CANNOT_LOAD_CHECKPOINT_FILE_MANAGER|MALFORMED_PROTOBUF_MESSAGE|MALFORMED_AVRO_MESSAGE)[.\]]/,
      strength: "likely",
    },
    {
      pattern:
        /is not a Parquet file|Could not read footer|Can not read value at|corrupt(ed)? (parquet|orc|file|statistics|page)|Invalid (Sync|magic)|Not (a valid|an) (Avro|ORC|data)( data)? file|data (may be|is) corrupt|Malformed ORC file|ParquetDecodingException|expected magic number at tail|UnexpectedEOF|Unexpected end of input stream|Unexpected end of ZLIB|not in gzip format|incorrect data check|invalid (block type|distance|stored block)|ZipException|Checksum(Exception| error)|could not decompress|FAILED_TO_UNCOMPRESS|Premature EOF from inputStream/i,
      strength: "certain",
      unless:
        /FILE_NOT_EXIST|FileNotFoundException|dictionary\.PlainValuesDictionary|SchemaColumnConvertNotSupported|cannot be converted in file|BatchedShuffle|shuffle\.FetchFailed/,
    },
    {
      // The file ended in the middle of a record.
      pattern:
        /EOFException(?!.{0,200}(shuffle|socket|connection))[\s\S]{0,600}(RecordReader|InputFormat|InputStreamReader|FileParser|FileReader)\b/,
      strength: "likely",
      unless: /shuffle|PythonRunner|java\.net\.|FetchFailed/,
    },
    {
      pattern:
        /Json(Parse|EOF)Exception|Unexpected end-of-input|MalformedInputException|SAXParseException|XMLStreamException|InvalidProtocolBufferException/,
      strength: "certain",
    },
    // The same in the words of codecs and readers.
    {
      pattern:
        /incorrect header check|Cannot decompress|SnappyIOException|Could not deserialize|TextParsingException|Compressed .{0,40}(corrupt|truncated)|corrupt(ed)? (input|data|block|record|header|footer)|bad (magic|CRC|checksum)|CorruptRecordException|CorruptedException|not in (GZIP|gzip|Zstd|ZSTD) format|Unknown frame descriptor|UnicodeDecodeError: '[\w-]+' codec can't decode|invalid start byte|truncated (file|input|gzip|archive)|(file|footer|page) is corrupt/i,
      strength: "likely",
      unless: /shuffle|FetchFailed|BlockManager|progress tracking/,
    },
    errorClasses("corrupt-file"),
    // What a class that is not known here says.
    {
      pattern:
        /[Cc]orrupt|[Mm]alformed|[Tt]runcated|[Cc]hecksum|[Uu]nexpected (end|EOF)|[Ii]nvalid (magic|header|footer|block|encoding|character|UTF)|[Dd]ecompress|[Nn]ot a valid .{0,20}file|[Bb]ad (file|magic|header)/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
  ],
  fix: "Get the file that the message names from its source once more, and keep the damaged one until you have it. If the format is not what the reader expects, read it with the right one. spark.sql.files.ignoreCorruptFiles=true skips such files, and their rows are missing from the result.",
  source:
    "Spark error conditions (common/utils/src/main/resources/error/error-conditions.json); parquet-mr ParquetFileReader",
};
