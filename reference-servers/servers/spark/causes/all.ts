/** All causes that failures are matched against. Their order has no meaning: strength, place and time decide. */
import type { Cause } from "../diagnosis/cause.ts";
import { arithmeticError } from "./arithmetic-error.ts";
import { badCast } from "./bad-cast.ts";
import { broadcastTimeout } from "./broadcast-timeout.ts";
import { broadcastTooLarge } from "./broadcast-too-large.ts";
import { cancelled } from "./cancelled.ts";
import { containerOverMemory } from "./container-over-memory.ts";
import { corruptFile } from "./corrupt-file.ts";
import { dataQuality } from "./data-quality.ts";
import { diskFull } from "./disk-full.ts";
import { driverLost } from "./driver-lost.ts";
import { driverOutOfMemory } from "./driver-out-of-memory.ts";
import { driverResultTooLarge } from "./driver-result-too-large.ts";
import { executorOutOfMemory } from "./executor-out-of-memory.ts";
import { executorUnresponsive } from "./executor-unresponsive.ts";
import { fileGone } from "./file-gone.ts";
import { gpuError } from "./gpu-error.ts";
import { gpuOutOfMemory } from "./gpu-out-of-memory.ts";
import { hostOutOfMemory } from "./host-out-of-memory.ts";
import { invalidConfiguration } from "./invalid-configuration.ts";
import { invalidQuery } from "./invalid-query.ts";
import { killedFromOutside } from "./killed-from-outside.ts";
import { kryoBufferOverflow } from "./kryo-buffer-overflow.ts";
import { libraryBug } from "./library-bug.ts";
import { messageTooLarge } from "./message-too-large.ts";
import { missingColumn } from "./missing-column.ts";
import { missingDependency } from "./missing-dependency.ts";
import { missingPath } from "./missing-path.ts";
import { missingTable } from "./missing-table.ts";
import { nativeCrash } from "./native-crash.ts";
import { notSerializable } from "./not-serializable.ts";
import { outputExists } from "./output-exists.ts";
import { permissionDenied } from "./permission-denied.ts";
import { planTooComplex } from "./plan-too-complex.ts";
import { processLimit } from "./process-limit.ts";
import { pythonOutOfMemory } from "./python-out-of-memory.ts";
import { pythonWorkerDied } from "./python-worker-died.ts";
import { quotaExceeded } from "./quota-exceeded.ts";
import { requestThrottled } from "./request-throttled.ts";
import { resourcesUnavailable } from "./resources-unavailable.ts";
import { schemaMismatch } from "./schema-mismatch.ts";
import { serviceUnreachable } from "./service-unreachable.ts";
import { shuffleDataLost } from "./shuffle-data-lost.ts";
import { storeIncompatible } from "./store-incompatible.ts";
import { streamingCheckpoint } from "./streaming-checkpoint.ts";
import { tableFormatUnsupported } from "./table-format-unsupported.ts";
import { taskCommitDenied } from "./task-commit-denied.ts";
import { tooManyOpenFiles } from "./too-many-open-files.ts";
import { userCode } from "./user-code.ts";
import { writeConflict } from "./write-conflict.ts";

export const causes: readonly Cause[] = [
  executorOutOfMemory,
  driverOutOfMemory,
  pythonOutOfMemory,
  driverResultTooLarge,
  containerOverMemory,
  killedFromOutside,
  shuffleDataLost,
  executorUnresponsive,
  pythonWorkerDied,
  missingDependency,
  notSerializable,
  broadcastTimeout,
  diskFull,
  badCast,
  arithmeticError,
  missingColumn,
  missingTable,
  missingPath,
  outputExists,
  permissionDenied,
  corruptFile,
  fileGone,
  schemaMismatch,
  invalidQuery,
  messageTooLarge,
  kryoBufferOverflow,
  serviceUnreachable,
  userCode,
  cancelled,
  taskCommitDenied,
  resourcesUnavailable,
  broadcastTooLarge,
  planTooComplex,
  streamingCheckpoint,
  writeConflict,
  invalidConfiguration,
  nativeCrash,
  driverLost,
  dataQuality,
  gpuOutOfMemory,
  hostOutOfMemory,
  quotaExceeded,
  requestThrottled,
  tooManyOpenFiles,
  gpuError,
  libraryBug,
  processLimit,
  storeIncompatible,
  tableFormatUnsupported,
];
