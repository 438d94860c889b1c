import type { Cause } from "../diagnosis/cause.ts";

export const gpuError: Cause = {
  id: "gpu-error",
  title: "A GPU or its driver failed",
  rank: "root",
  signatures: [
    {
      pattern:
        /CudaFatalException|[Ff]atal CUDA error|cudaError(?!MemoryAllocation)[A-Z]\w+|CUDA_ERROR_(?!OUT_OF_MEMORY)\w+|CUDA error: (?!out of memory)\w|an illegal memory access was encountered|device-side assert|CudaException: (?!.*out of memory)|NVRM: Xid|uncorrectable ECC error|no CUDA-capable device|CUDA driver version is insufficient|NVML\w* (error|Shared Library Not Found)|nvidia-smi (has )?failed|GPU (has fallen off the bus|is lost)/i,
      strength: "certain",
      unless: /out of memory/i,
    },
    {
      pattern: /CUDNN_STATUS_(?!ALLOC)\w+|CUBLAS_STATUS_(?!ALLOC)\w+|NCCL (error|failure)|ncclUnhandledCudaError/,
      strength: "likely",
    },
  ],
  fix: "The GPU's context is lost, and its process must end. Look at the machine's kernel log (NVRM: Xid) for a fault of the device, compare the versions of the GPU driver, CUDA and the plug-in, and look for the operation that the deepest frame names. Running that operation on the CPU shows whether the plug-in has a defect.",
  source: "CUDA runtime: cudaError_t; NVIDIA, Xid errors; RAPIDS Accelerator for Apache Spark, exit code 20",
};
