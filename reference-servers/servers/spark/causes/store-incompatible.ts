import type { Cause } from "../diagnosis/cause.ts";

export const storeIncompatible: Cause = {
  id: "store-incompatible",
  title: "The object store does not do what the client or committer needs",
  rank: "root",
  signatures: [
    {
      pattern:
        /Path is a file: \S*_temporary|(A header you provided implies functionality that is not implemented|NotImplemented\b.{0,80}(S3|Service:|Status Code: 501)|Status Code: 501|MethodNotAllowed\b|XAmzContentSHA256Mismatch|Missing x-amz-content-sha256|chunked (transfer )?encoding.{0,40}not (supported|implemented)|[Aa]ppend(ing)? (to .{0,60})?is not supported|Parent (is|path is) not a directory|ParentNotDirectoryException|Hierarchical namespace is (not enabled|disabled)|BlobOperationNotSupported|endpoint does not support)/,
      strength: "likely",
    },
  ],
  fix: "Compare what the client asks for with what the store supports: folders beside objects of the same name, renames, multipart uploads, checksums, appends, hierarchical namespaces. Use a committer for object stores (S3A magic or manifest), the client's path-style and checksum options, or another version of the store.",
  source: "Hadoop, S3A committers and third-party stores; Azure Blob Storage, feature support",
};
