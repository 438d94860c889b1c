/**
 * Questions about the documents in `documents/`: other languages, pasted stack traces, and other formats than Markdown.
 * Documents and questions were written for this set, by one person, before any ranking of them was looked at. The
 * documents are short and alike on purpose: each subject exists in several languages, and the answers share words.
 */
import { type Judged, judged } from "./queries.ts";

const frames = (count: number, frame: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => frame(at)).join("\n");
const java = (count: number): string =>
  frames(count, (at) => `\tat org.example.etl.steps.Step${at}.run(Step${at}.scala:${17 * at})`);
const python = (count: number): string =>
  frames(
    count,
    (at) => `  File "/opt/app/jobs/step_${at}.py", line ${at}, in run\n    return self.client.get(key=${at})`,
  );

export const otherQueries: readonly Judged[] = [
  ...judged("chinese", [
    ["数据库什么时候备份", "zh-backup.md"],
    ["误删的表怎么恢复", "zh-backup.md"],
    ["值班交接时间", "zh-oncall.md"],
    ["怎么回滚到上一个版本", "zh-deploy.md"],
    ["证书过期了怎么办", "zh-certificate.md"],
    ["日志保留多少天", "zh-logs.md"],
    ["没有权限查看订单表", "zh-access.md"],
    ["查询费用太高", "zh-cost.md"],
    ["消息积压", "zh-queue.md"],
    ["数据倾斜", "zh-memory.md"],
    ["內存不足", "zh-memory.md", "mixed-executor.md"],
    ["設備清單", "zh-equipment.md"],
    ["止損", "zh-stoploss.md"],
    ["清零", "mixed-gen.md mixed-kafka.md zh-queue.md zh-stoploss.md"],
    ["退款算在哪个月的收入里", "zh-report.md"],
    ["换了手机，动态口令不能用", "zh-vpn.md"],
    ["机房之间延迟很高", "zh-network.md"],
  ]),
  ...judged("japanese", [
    ["バックアップはいつ取りますか", "ja-backup.md"],
    ["削除したテーブルを戻したい", "ja-backup.md"],
    ["当番の交代", "ja-oncall.md"],
    ["前の版に切り戻すには", "ja-release.md"],
    ["証明書の期限切れ", "ja-certificate.md"],
    ["ログはどのくらい残りますか", "ja-logs.md"],
    ["顧客テーブルを見る権限", "ja-access.md"],
    ["クエリが承認待ちになる", "ja-cost.md"],
    ["処理が追いつかない", "ja-lag.md"],
    ["メモリ不足", "ja-memory.md"],
    ["テスト", "ja-test.md"],
    ["手順", "ja-test.md ja-release.md ja-backup.md"],
    ["ﾊﾟｿｺﾝの受け取り", "ja-onboarding.md"],
    ["拠点全体のネットワークが落ちた", "ja-network.md"],
  ]),
  ...judged("korean", [
    ["백업은 언제 하나요", "ko-backup.md"],
    ["삭제한 테이블 복구", "ko-backup.md"],
    ["당직 교대", "ko-oncall.md"],
    ["이전 버전으로 되돌리려면", "ko-release.md"],
    ["인증서가 만료됨", "ko-certificate.md"],
    ["로그 보관 기간", "ko-logs.md"],
    ["고객 테이블 권한", "ko-access.md"],
    ["쿼리 비용", "ko-cost.md"],
    ["메시지가 밀린다", "ko-lag.md"],
    ["메모리 부족", "ko-memory.md"],
    ["서버 점검", "ko-server.md"],
  ]),
  ...judged("mixed", [
    ["executor 内存不足", "mixed-executor.md", "zh-memory.md"],
    ["memoryOverhead 调优", "mixed-executor.md"],
    ["Airflowのtaskがqueuedのまま", "mixed-airflow.md"],
    ["up_for_retry 再実行されない", "mixed-airflow.md"],
    ["Presto EXCEEDED_TIME_LIMIT 오류", "mixed-presto.md"],
    ["query_max_execution_time 늘리기", "mixed-presto.md"],
    ["重跑gen-itgc", "mixed-gen.md"],
    ["kinit ticket过期", "mixed-gen.md", "trace-kerberos.md"],
    ["Kafka集群扩容broker", "mixed-kafka.md"],
    ["under-replicated分区", "mixed-kafka.md"],
  ]),
  ...judged("trace", [
    [
      `java.lang.RuntimeException: failed\n${java(40)}\nCaused by: io.delta.exceptions.ConcurrentDeleteDeleteException: This transaction attempted to delete files that were deleted by a concurrent update`,
      "trace-delta.md",
      "trace-runtime.md",
    ],
    [
      `org.apache.spark.SparkException: Job aborted.\n${java(60)}\nCaused by: org.apache.hadoop.hive.metastore.api.NoSuchLockException: No such lock: 81234\n${java(20)}`,
      "trace-metastore.md",
    ],
    [
      `Traceback (most recent call last):\n${python(40)}\npyarrow.lib.ArrowInvalid: Casting from timestamp[ns] to timestamp[us] would lose data: 1700000000000000001`,
      "trace-arrow.md",
    ],
    [
      `java.io.IOException: write failed\n${java(25)}\nCaused by: com.amazonaws.services.s3.model.AmazonS3Exception: Please reduce your request rate. (Service: Amazon S3; Status Code: 503; Error Code: SlowDown; Request ID: 7F)`,
      "trace-s3.md",
    ],
    [
      `java.io.IOException: DestHost:destPort namenode:8020 , LocalHost:localPort worker/10.0.0.7:0. Failed on local exception\n${java(30)}\nCaused by: org.ietf.jgss.GSSException: No valid credentials provided (Mechanism level: Failed to find any Kerberos tgt)`,
      "trace-kerberos.md",
      "mixed-gen.md",
    ],
    [
      `org.springframework.dao.DataAccessResourceFailureException: Unable to acquire connection\n${java(50)}\nCaused by: java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms.`,
      "trace-pool.md",
    ],
    [
      `org.springframework.web.client.ResourceAccessException: I/O error on GET request\n${java(35)}\nCaused by: javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path`,
      "trace-tls.md",
    ],
    [
      `Error: socket hang up\n${frames(40, (at) => `    at Object.run (/srv/app/lib/step-${at}.js:${at}:7)`)}\n  code: 'ECONNRESET'`,
      "trace-node.md",
    ],
    [
      `Traceback (most recent call last):\n${python(30)}\nKeyError: ' advertiser'\n\nSettingWithCopyWarning: A value is trying to be set on a copy of a slice`,
      "trace-pandas.md",
    ],
    [
      `Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n${java(45)}\n# executor spark.executor.memoryOverhead`,
      "mixed-executor.md",
    ],
  ]),
  ...judged("format", [
    ["how long may a streaming route be idle", "fmt-gateway.rst"],
    ["how many requests per second does the enterprise plan get", "fmt-gateway.rst"],
    ["objstore restore", "fmt-storage.rst"],
    ["price of the archive class", "fmt-storage.rst"],
    ["does an account keep its side of a percentage rollout", "fmt-feature-flags.rst"],
    ["brokerctl drain", "fmt-broker.adoc"],
    ["messages that failed to be delivered five times", "fmt-broker.adoc"],
    ["x-attempts", "fmt-broker.adoc"],
    ["what is a SEV2", "fmt-incident.adoc"],
    ["who gets the recovery key of an encrypted disk", "fmt-laptop.adoc"],
    ["retention of customers by cohort", "fmt-churn.ipynb"],
    ["groupBy advertiser count skewed", "fmt-skew.ipynb"],
    ["TypeError: Already tz-aware", "fmt-timezone.ipynb"],
    ["how do I become an editor of a dashboard", "fmt-dashboards.mdx"],
    ["mailctl suppress", "fmt-email.html"],
    ["550 mailbox unavailable", "fmt-email.html"],
    ["I lost my badge", "RUNBOOK"],
  ]),
];
