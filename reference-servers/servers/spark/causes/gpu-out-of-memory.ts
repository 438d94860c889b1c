import type { Cause } from "../diagnosis/cause.ts";

export const gpuOutOfMemory: Cause = {
  id: "gpu-out-of-memory",
  title: "A GPU ran out of memory",
  rank: "root",
  signatures: [
    {
      pattern:
        /(CUDA|HIP|GPU|XPU)( error)?:? out of memory|CUDA_ERROR_OUT_OF_MEMORY|cudaErrorMemoryAllocation|cuda\.OutOfMemoryError|rmm::(bad_alloc|out_of_memory)|out_of_memory: (CUDA|RMM)|Gpu(SplitAnd)?RetryOOM|\bSplitAndRetryOOM|\bGpuOOM|GPU ?OutOfMemory|RMM allocation ?\(.{1,60}\) is larger than (the )?free memory|Could not initialize RMM|pool size exceeds the maximum pool size|(free|available) (GPU|device) memory|not enough (free )?(GPU|device) memory|insufficient (GPU|device) memory|cuMemAlloc\w* (failed|returned)|CUBLAS_STATUS_ALLOC_FAILED|OOM when allocating tensor|RESOURCE_EXHAUSTED: (Out of memory|Failed to allocate)|Could not allocate native memory.{0,200}(GPU|device)/i,
      strength: "certain",
    },
  ],
  fix: "Give the GPU less at once: smaller batches (spark.rapids.sql.batchSizeBytes, spark.sql.execution.arrow.maxRecordsPerBatch, the model's batch size), fewer tasks that share one GPU (spark.rapids.sql.concurrentGpuTasks, spark.task.resource.gpu.amount), and models that are loaded once per process. If the memory was already taken when the process started, another executor or program uses the same GPU: give each executor a GPU of its own, or lower the share that each reserves (spark.rapids.memory.gpu.allocFraction).",
  source:
    "CUDA runtime: cudaErrorMemoryAllocation; RAPIDS Accelerator for Apache Spark, tuning guide; PyTorch, CUDA semantics",
};
