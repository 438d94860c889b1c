import type { Cause } from "../diagnosis/cause.ts";

export const permissionDenied: Cause = {
  id: "permission-denied",
  title: "Access to data or to a system was denied",
  rank: "root",
  signatures: [
    {
      pattern:
        /AccessControlException|Permission denied|AccessDeniedException|\[INSUFFICIENT_PERMISSIONS|PERMISSION_DENIED\b|Status Code: 403|Access Denied|403 Forbidden|not authorized to perform|NOT_AUTHORIZED|AuthorizationException|SecretsNotFound|InvalidAccessKeyId|ExpiredToken/,
      strength: "certain",
    },
    {
      pattern: /GSSException|Kerberos|LoginException|token .* (has )?expired|Delegation Token can be issued only/,
      strength: "likely",
    },
  ],
  fix: "Ask the data's owner for access for the account the job runs as, or renew its credentials; the message names the path and the right that is missing.",
  source: "Hadoop AccessControlException; S3 and ABFS error codes",
};
