import type { Cause } from "../diagnosis/cause.ts";

export const tableFormatUnsupported: Cause = {
  id: "table-format-unsupported",
  title: "A table uses features or a version that its library does not support",
  rank: "root",
  signatures: [
    {
      pattern:
        /DELTA_(UNSUPPORTED_FEATURES?_\w+|FEATURES_PROTOCOL_METADATA_MISMATCH|INVALID_PROTOCOL_VERSION|INVALID_PROTOCOL_DOWNGRADE|UNSUPPORTED_\w*(PROTOCOL|VERSION)\w*|FEATURE_\w+|COLUMN_MAPPING_\w+|TABLE_FEATURE\w*)|InvalidProtocolVersionException|DeltaTableFeatureException|DeltaUnsupportedTableFeatureException|UnsupportedTableFeature|requires? (a )?(reader|writer) version \d|protocol version .{0,120}(not supported|too new|upgrade)|[Uu]nsupported (table )?features?: |table features .{0,120}(not supported|not listed|unsupported)/,
      strength: "certain",
    },
    {
      pattern:
        /Cannot (read|upgrade|downgrade) .{0,40}(unsupported )?(table |format )?version v?\d|[Uu]nsupported (format|table|metadata|log|index) version|HoodieTableVersion|HoodieUpgradeDowngradeException|Invalid bounds for .{0,20}version|(full ACID|transactional) tables? .{0,80}(not supported|cannot)|Spark (currently )?does not support .{0,40}(Hive ACID|transactional table)|UnsupportedVersionException/,
      strength: "likely",
    },
  ],
  fix: "The table was written by a newer version, or with a feature (deletion vectors, column mapping, row tracking, ACID of Hive), that this library does not read or write: use a version of the table's library that supports what the message names. Dropping a feature rewrites the table for all of its readers, so ask its owner before.",
  source:
    "Delta Lake, table features and protocol versions; Apache Iceberg, format versioning; Apache Hudi, table versions",
};
