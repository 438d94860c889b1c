import type { Cause } from "../diagnosis/cause.ts";
import { notInWords } from "../diagnosis/words.ts";

export const requestThrottled: Cause = {
  id: "request-throttled",
  title: "A service limits the rate of the job's requests",
  rank: "root",
  signatures: [
    {
      pattern:
        /\bSlow ?Down\b|reduce your request rate|Throttling(Exception)?\b|ThrottledException|ProvisionedThroughputExceeded|RequestLimitExceeded|Too ?Many ?Requests|Status Code: 429|HTTP( code| error)?:? 429|\b429 (Client Error|Too Many)|Rate exceeded|(user)?[Rr]ateLimitExceeded|rate limit exceeded|RequestRateTooLarge|Request rate is large|es_rejected_execution|EsRejectedExecutionException|(Egress|Ingress) is over the account limit|\bServerBusy\b|server is currently unable to receive requests|object .{1,200} exceeded the rate limit/i,
      strength: "certain",
    },
    {
      pattern: /RESOURCE_EXHAUSTED/,
      strength: "likely",
      unless: /[Oo]ut of memory|allocat|larger than max|exceeds maximum|message/,
    },
    // What a class that is not known here says.
    {
      pattern:
        /[Tt]hrottl|[Rr]ate.{0,20}(limit|exceed)|[Tt]oo [Mm]any [Rr]equests|[Bb]ack ?off|[Ss]low ?down|[Oo]verload|[Bb]usy/,
      strength: "hint",
      of: "message",
      unless: notInWords,
    },
    // The same in the words of stores and services.
    {
      pattern:
        /Exceeded rate limits|Operations per second is over the account limit|rejected execution|ES was overloaded|(HTTP|status)( code)?[ =:]*429\b|TooManyRequests|throttled|RESOURCE_EXHAUSTED: .{0,80}(rate|quota|requests)|OverLimitException|OverloadedException|WriteThrottle|backpressure limit|Overloaded/,
      strength: "likely",
      unless: /too many open|scheduler/,
    },
  ],
  fix: "Send fewer requests at the same time: fewer or larger files (compact the table, fewer partitions in the write), fewer parallel tasks, keys spread over more prefixes; let the client retry with longer waits (fs.s3a.retry.limit, fs.s3.maxRetries). If the job had begun to write, check first what is already written, then run it again.",
  source: "Amazon S3, performance guidelines (503 Slow Down); Azure Storage and Google Cloud Storage, request limits",
};
