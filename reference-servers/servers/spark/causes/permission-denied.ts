import type { Cause } from "../diagnosis/cause.ts";
import { errorClasses } from "../diagnosis/error-classes.ts";
import { notInWords } from "../diagnosis/words.ts";

export const permissionDenied: Cause = {
  id: "permission-denied",
  title: "Access to data or to a system was denied",
  rank: "root",
  signatures: [
    {
      pattern:
        /AccessControlException|Permission denied|AccessDeniedException|\[INSUFFICIENT_PERMISSIONS|PERMISSION_DENIED\b|Status Code: 403|Access Denied|403 Forbidden|not authorized to perform|NOT_AUTHORIZED|AuthorizationException|SecretsNotFound|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|AuthorizationPermissionMismatch|AuthorizationFailure|does not have storage\.\w+|NoAuthWithAWSException|No AWS Credentials|Unable to (load|locate) (AWS )?credentials|AccessDenied\b|\bForbidden!|security token included in the request is (expired|invalid)|The (provided )?token (has expired|is expired)|AADSTS\d+|Lake Formation permission|INSUFFICIENT_PRIVILEGES|does not have (the )?(permission|privilege|SELECT|USE|MODIFY|READ|CREATE)\b|is forbidden: User|Server failed to authenticate the request|AuthenticationFailed\b|InvalidAuthenticationToken|invalid_(client|grant)\b|UNAUTHENTICATED\b|Access Key Id you provided does not exist|missing the .{1,80} permission/,
      strength: "certain",
      unless: /exceeded quota|wrong; expecting/,
    },
    {
      pattern:
        /GSSException|GSS initiate failed|Kerberos|LoginException|Clock skew too great|token .* (has |is )?expired|SecretManager\$InvalidToken|can't be found in cache|InvalidToken: |Delegation Token can be issued only/,
      strength: "likely",
    },
    {
      pattern:
        /^[ \t]*PermissionError: |\[Errno 13\]|Client cannot authenticate via|HTTP Error 40[13]|40[13] Client Error|Status Code: 401|401 Unauthorized|password authentication failed|Access denied for user|Login failed for user|ORA-01017|SaslException|AuthenticationException|SQLSTATE: (42501|28\w{3})\b/m,
      strength: "certain",
    },
    {
      // Without configured credentials, clients ask the metadata service of a cloud's machine, which may not exist.
      pattern:
        /access token from metadata server|computeMetadata\/v1\/instance|[Dd]efault [Cc]redentials (were not found|are not available|could not be)|DefaultCredentialsError|DefaultAzureCredential failed|ManagedIdentityCredential authentication (failed|unavailable)|NoCredentialsError|CredentialUnavailable(Error|Exception)|[Cc]ould not (load|find|resolve) (any |default )?credentials|[Nn]o (valid )?credentials (were |was )?(found|provided|available)/,
      strength: "certain",
      fix: "The client found no credentials and asked the machine's metadata service. Configure the credentials for the client that the message names, on the driver and on the executors: the file system's connector does not use those of another connector (fs.gs.auth.*, fs.s3a.aws.credentials.provider, fs.azure.account.*). On a cloud's machine, attach a service account or role.",
    },
    // The local file system gives no reason; usually a permission is missing.
    { pattern: /Mkdirs failed to create|Operation not permitted|Read-only file system/, strength: "likely" },
    // The same in the words of databases and services.
    {
      pattern:
        /[Ii]ncorrect (username|user name|password|login)|Exception authenticating|[Aa]uthentication (failed|failure|required)|invalid (credentials|access token|api[ _]?key)|MongoSecurityException|AuthFailed|WRONGPASS|NOAUTH|no pg_hba\.conf entry|ORA-01(031|045|017)\b|SQL access control error|[Ii]nsufficient (privileges|permissions|access rights)|The (SELECT|INSERT|EXECUTE|CREATE|UPDATE|DELETE) permission was denied|command denied to user|is not authorized (to|for)|(?<!or )[Nn]ot [Aa]uthorized|Status code 40[13]|HTTP status=40[13]|role .{1,80} (cannot be assumed|is not authorized)|AssumeRole|AWSBadRequestException[^\n]*400 Bad Request|400 Bad Request; Request ID|Unable to obtain password from user|is not whitelisted|Py4JSecurityException|security access token|HTTP\/[\d.]+ 40[13]\b|"status": ?40[13]\b|KMS.{0,60}(AccessDenied|DisabledException)|KMSInvalidStateException/,
      strength: "likely",
      unless: /exceeded quota|wrong; expecting/,
    },
    errorClasses("permission-denied"),
    // What a class that is not known here says.
    {
      pattern:
        /[Uu]nauthori[sz]ed|[Nn]ot (authori[sz]ed|allowed to|permitted)|[Pp]ermission|[Ff]orbidden|[Aa]ccess.{0,20}[Dd]enied|[Dd]enied|[Cc]redential|[Aa]uthenticat|[Aa]uthori[sz]ation|[Ii]nvalid (user|password|api ?key|token|signature)|[Tt]oken.{0,30}(expired|invalid)|[Ll]ogin failed/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
  ],
  fix: "Ask the data's owner for access for the account that the job runs as, or renew its credentials. The message names the path and the missing permission.",
  source: "Hadoop AccessControlException; S3 and ABFS error codes",
};
