"""Jobs that fail on purpose, one function a run. The function's name is the case; run.py says what each must be told as.

Each is an ordinary job with one fault in it (some with a second, or with a last message that misleads), so that its
event log and driver log look like those of real work.
"""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

work = pathlib.Path(os.environ["CASE_FOLDER"])


def session(**conf):
    builder = SparkSession.builder.appName(os.environ["CASE_NAME"])
    for key, value in conf.items():
        builder = builder.config("spark." + key.replace("__", "."), value)
    return builder.getOrCreate()


def orders(spark, rows=20_000, parts=8):
    return spark.range(rows, numPartitions=parts).select(
        F.col("id"),
        (F.col("id") % 97).alias("customer"),
        (F.rand(7) * 100).alias("amount"),
        F.concat(F.lit("2026-01-"), F.lpad((F.col("id") % 28 + 1).cast("string"), 2, "0")).alias("day"),
    )


def executors():
    out = subprocess.run(["pgrep", "-f", os.environ["CASE_MARK"] + ".*CoarseGrainedExecutorBackend"], capture_output=True, text=True)
    mine = [int(p) for p in out.stdout.split()]
    # The worker starts each through a shell-less command: the JVM is the youngest that matches.
    return sorted(mine)


# --- executor-out-of-memory ---------------------------------------------------------------------------------------
def oom_collect_list():
    spark = session()
    spark.range(4_000_000).select(F.lit(1).alias("k"), F.concat(F.lit("x" * 400), F.col("id").cast("string")).alias("v")).groupBy("k").agg(F.collect_list("v").alias("all")).select(F.size("all")).show()


def oom_wide_window():
    spark = session()
    spark.sql("select length(concat_ws(',', collect_list(repeat('y', 2000)))) from range(0, 3000000, 1, 4) group by 1=1").show()


def oom_wrapped_in_pipeline_error():
    spark = session()
    try:
        rows = spark.sparkContext.parallelize(range(4), 4)
        rows.map(lambda n: n).count()
        spark.sql("select sort_array(collect_list(repeat(cast(id as string), 300))) from range(0, 6000000, 1, 2)").write.mode("overwrite").parquet(str(work / "out"))
    except Exception as error:
        raise RuntimeError("nightly pipeline failed: step 'aggregate' did not finish, see the Spark UI") from None


# --- driver-result-too-large --------------------------------------------------------------------------------------
def big_collect():
    spark = session(driver__maxResultSize="1m")
    spark.range(400_000).select(F.sha2(F.col("id").cast("string"), 512)).collect()


def big_to_pandas_after_caught():
    spark = session(driver__maxResultSize="2m")
    frame = orders(spark, 400_000).withColumn("text", F.sha2(F.col("id").cast("string"), 512))
    try:
        frame.toPandas()
    except Exception:
        raise SystemExit("could not build the report (pandas)") from None


# --- driver-out-of-memory -----------------------------------------------------------------------------------------
def driver_oom_collect():
    spark = session(driver__maxResultSize="0")
    spark.range(0, 3_000_000, 1, 150).select(F.repeat(F.sha2(F.col("id").cast("string"), 512), 4)).collect()


def driver_oom_broadcast():
    spark = session(sql__autoBroadcastJoinThreshold="-1")
    big = spark.range(0, 3_000_000, 1, 150).select("id", F.repeat(F.sha2(F.col("id").cast("string"), 512), 4).alias("v"))
    spark.range(1000).join(F.broadcast(big), "id").agg(F.max("v")).show()


# --- killed-from-outside ------------------------------------------------------------------------------------------
def kill_once_busy(sig, tasks=2):
    """Signals every executor once, as soon as so many tasks have begun."""

    def kill():
        while len(list(work.glob("began-*"))) < tasks:
            time.sleep(0.2)
        time.sleep(0.5)
        for pid in executors():
            os.kill(pid, sig)

    threading.Thread(target=kill, daemon=True).start()


def slow(row):
    (work / f"began-{os.getpid()}-{row[0]}").touch()
    time.sleep(0.3)
    return row


def executor_sigkill():
    spark = session(task__maxFailures="1")
    kill_once_busy(signal.SIGKILL)
    orders(spark, 400, 8).rdd.map(slow).count()


def executor_sigterm():
    spark = session(task__maxFailures="1")
    kill_once_busy(signal.SIGTERM)
    orders(spark, 400, 8).rdd.map(slow).count()


def executor_killed_shuffle_lost():
    """The executors that hold the shuffle's map side are killed while the reduce side reads."""
    spark = session(task__maxFailures="1", stage__maxConsecutiveAttempts="1")
    pairs = orders(spark, 4000, 8).rdd.map(lambda row: (row.customer, row.amount)).groupByKey(8)
    kill_once_busy(signal.SIGKILL)
    pairs.map(slow).collect()


def driver_killed():
    spark = session()
    threading.Thread(target=lambda: (time.sleep(5), subprocess.run(["pkill", "-9", "-f", "SparkSubmit.*" + os.environ["CASE_MARK"]])), daemon=True).start()
    orders(spark, 4000, 8).rdd.map(lambda row: (time.sleep(0.02), row)[1]).count()


# --- python-worker-died -------------------------------------------------------------------------------------------
def worker_exit():
    spark = session()
    udf = F.udf(lambda n: os._exit(1) if n == 77 else n, "long")
    orders(spark).select(udf("customer")).agg(F.max("<lambda>(customer)")).show()


def worker_segfault():
    spark = session()
    udf = F.udf(lambda n: os.kill(os.getpid(), signal.SIGSEGV) if n == 42 else n, "long")
    orders(spark).select(udf("customer").alias("c")).write.mode("overwrite").parquet(str(work / "out"))


def worker_exit_rdd_wrapped():
    spark = session()
    try:
        orders(spark).rdd.mapPartitions(lambda rows: [os._exit(139)] if True else rows).count()
    except Exception:
        raise ValueError("feature extraction failed for partition batch") from None


# --- user-code ----------------------------------------------------------------------------------------------------
def udf_value_error():
    spark = session()
    parse = F.udf(lambda s: int(s.split("-")[1]) if not s.endswith("13") else int("thirteen"), "int")
    orders(spark).select(parse("day").alias("m")).groupBy("m").count().show()


def udf_key_error_wrapped():
    spark = session()
    prices = {n: n * 2.5 for n in range(50)}
    price = F.udf(lambda c: prices[c], "double")
    try:
        orders(spark).select(price("customer").alias("p")).agg(F.sum("p")).collect()
    except Exception as error:
        raise RuntimeError("ETL failed") from error


def pandas_udf_error():
    spark = session()

    @F.pandas_udf("double")
    def scale(amount):
        if amount.max() > 99.99:
            raise ArithmeticError("amount outside of the calibrated range")
        return amount / 100

    orders(spark).select(scale("amount").alias("s")).agg(F.avg("s")).show()


def rdd_none_type():
    spark = session()
    rows = orders(spark).rdd.map(lambda row: None if row.customer == 96 else row.asDict())
    print(rows.map(lambda row: row["amount"]).sum())


def driver_code_after_success():
    spark = session()
    total = orders(spark).groupBy("customer").agg(F.sum("amount").alias("t")).collect()
    by_day = {row["customer"]: row["t"] for row in total}
    print("rows", len(by_day))
    report = by_day["missing-customer"]
    print(report)


def raise_error_in_sql():
    spark = session()
    orders(spark).createOrReplaceTempView("orders")
    spark.sql("select assert_true(amount < 99.9, 'amount over the limit of contract 7') from orders").collect()


# --- bad-cast -----------------------------------------------------------------------------------------------------
def cast_string_to_int():
    spark = session()
    orders(spark).select(F.when(F.col("id") == 19_000, F.lit("n/a")).otherwise(F.col("id").cast("string")).alias("n")).select(F.col("n").cast("int").alias("i")).agg(F.sum("i")).show()


def csv_failfast():
    spark = session()
    folder = work / "in"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.csv").write_text("".join(f"{n},{n * 2}\n" for n in range(500)) + "501,two\n")
    spark.read.schema("a int, b int").option("mode", "FAILFAST").csv(str(folder)).agg(F.sum("b")).show()


def timestamp_parse():
    spark = session()
    orders(spark).select(F.when(F.col("id") == 15_000, F.lit("2026-13-45")).otherwise(F.col("day")).alias("d")).select(F.to_timestamp("d", "yyyy-MM-dd").alias("t")).agg(F.max("t")).show()


# --- arithmetic-error ---------------------------------------------------------------------------------------------
def divide_by_zero():
    spark = session()
    orders(spark).select((F.col("amount").cast("int") / (F.col("customer") - 13).cast("int")).alias("r")).agg(F.sum("r")).show()


def overflow_wrapped():
    spark = session()
    try:
        orders(spark).select((F.col("id").cast("int") * F.lit(2_000_000)).alias("r")).agg(F.sum("r")).collect()
    except Exception:
        raise RuntimeError("could not compute totals: task lost") from None


# --- missing-column / missing-table / missing-path / output-exists / invalid-query ---------------------------------
def missing_column():
    spark = session()
    orders(spark).count()
    orders(spark).select("customer", "amuont").show()


def missing_column_in_sql_after_retry():
    spark = session()
    orders(spark).createOrReplaceTempView("orders")
    for attempt in range(3):
        try:
            spark.sql("select customer_id, sum(amount) from orders group by customer_id").collect()
        except Exception as error:
            print(f"attempt {attempt} failed, retrying", file=sys.stderr)
            last = error
    raise last


def missing_table():
    spark = session()
    orders(spark).count()
    spark.sql("select count(*) from warehouse.fact_orders_v2").show()


def missing_path():
    spark = session()
    orders(spark).count()
    spark.read.parquet(str(work / "landing" / "2026-01-31")).count()


def output_exists():
    spark = session()
    orders(spark).write.parquet(str(work / "out"))
    orders(spark).write.parquet(str(work / "out"))


def ambiguous_reference():
    spark = session()
    left, right = orders(spark), orders(spark)
    left.join(right, left.id == right.id).select("amount").show()


# --- corrupt-file / file-gone / schema-mismatch -------------------------------------------------------------------
def corrupt_parquet():
    spark = session()
    orders(spark).write.mode("overwrite").parquet(str(work / "in"))
    victim = sorted((work / "in").glob("*.parquet"))[2]
    data = bytearray(victim.read_bytes())
    data[8:len(data) // 2] = os.urandom(len(data) // 2 - 8)
    victim.write_bytes(data)
    for crc in (work / "in").glob(".*.crc"):
        crc.unlink()
    spark.read.schema("id long, customer long, amount double, day string").parquet(str(work / "in")).agg(F.sum("amount"), F.max("day"), F.sum("id")).show()


def not_a_parquet():
    spark = session()
    orders(spark).write.mode("overwrite").parquet(str(work / "in"))
    (work / "in" / "part-99999-upload.parquet").write_text("<html>503 Service Unavailable</html>" * 20)
    spark.read.schema("id long, customer long, amount double, day string").parquet(str(work / "in")).agg(F.sum("amount")).show()


def truncated_gzip():
    spark = session()
    import gzip

    folder = work / "in"
    folder.mkdir(parents=True, exist_ok=True)
    whole = gzip.compress(("\n".join(str(n) for n in range(200_000))).encode())
    (folder / "a.txt.gz").write_bytes(whole[: len(whole) // 2])
    spark.read.text(str(folder)).count()


def file_gone():
    spark = session()
    orders(spark, 20_000, 8).write.mode("overwrite").parquet(str(work / "in"))
    frame = spark.read.parquet(str(work / "in"))
    sorted((work / "in").glob("*.parquet"))[1].unlink()
    frame.agg(F.sum("amount")).show()


def file_gone_overwritten_by_other_job():
    spark = session()
    orders(spark, 20_000, 4).write.mode("overwrite").parquet(str(work / "in"))
    frame = spark.read.parquet(str(work / "in"))
    orders(spark, 10_000, 4).write.mode("overwrite").parquet(str(work / "in"))
    try:
        frame.groupBy("customer").count().collect()
    except Exception as error:
        raise RuntimeError("dashboard refresh failed") from error


def parquet_type_mismatch():
    spark = session()
    orders(spark).write.mode("overwrite").parquet(str(work / "in"))
    spark.read.schema("id long, customer string, amount int, day string").parquet(str(work / "in")).agg(F.max("amount"), F.max("customer")).show()


def union_columns():
    spark = session()
    orders(spark).count()
    orders(spark).union(orders(spark).drop("day")).count()


def insert_wrong_schema():
    spark = session()
    orders(spark).write.mode("overwrite").saveAsTable("facts")
    orders(spark).drop("amount").write.mode("append").insertInto("facts")


# --- missing-dependency -------------------------------------------------------------------------------------------
def missing_source():
    spark = session()
    orders(spark).count()
    spark.read.format("org.apache.iceberg.spark.source.IcebergSource").load("db.table").count()


def missing_jdbc_driver():
    spark = session()
    orders(spark).count()
    spark.read.format("jdbc").option("url", "jdbc:postgresql://127.0.0.1:1/db").option("dbtable", "t").option("driver", "org.postgresql.Driver").load().count()


def missing_python_module():
    spark = session()

    def score(n):
        import company_feature_store

        return company_feature_store.score(n)

    orders(spark).select(F.udf(score, "double")("customer").alias("s")).agg(F.avg("s")).show()


# --- not-serializable ---------------------------------------------------------------------------------------------
def context_in_closure():
    spark = session()
    orders(spark).rdd.map(lambda row: spark.range(row.customer).count()).collect()


def lock_in_closure():
    spark = session()
    lock = threading.Lock()

    def guarded(n):
        with lock:
            return n

    orders(spark).select(F.udf(guarded, "long")("customer").alias("c")).agg(F.sum("c")).show()


# --- broadcast-timeout --------------------------------------------------------------------------------------------
def broadcast_timeout():
    spark = session(sql__broadcastTimeout="3", sql__adaptive__enabled="false")
    slow = orders(spark, 200, 2).select("customer", F.udf(lambda n: (time.sleep(0.5), n)[1], "long")("customer").alias("c"))
    orders(spark).join(F.broadcast(slow), "customer").agg(F.sum("c")).show()


def broadcast_timeout_wrapped():
    spark = session(sql__broadcastTimeout="2", sql__adaptive__enabled="false")
    slow = orders(spark, 400, 2).groupBy("customer").agg(F.max(F.udf(lambda n: (time.sleep(0.3), n)[1], "long")("customer")).alias("c"))
    try:
        orders(spark).join(F.broadcast(slow), "customer").groupBy("day").agg(F.sum("c")).collect()
    except Exception:
        raise SystemExit("join step aborted") from None


# --- disk-full ----------------------------------------------------------------------------------------------------
def disk_full_shuffle():
    spark = session(local__dir=os.environ["CASE_TINY"], shuffle__compress="false")
    spark.range(0, 3_000_000, 1, 4).select(F.col("id"), F.sha2(F.col("id").cast("string"), 512).alias("v")).repartition(8).agg(F.max("v")).show()


def disk_full_spill_wrapped():
    spark = session(local__dir=os.environ["CASE_TINY"], shuffle__spill__compress="false", shuffle__compress="false")
    try:
        spark.range(0, 3_000_000, 1, 4).select(F.sha2(F.col("id").cast("string"), 512).alias("v")).sort("v").write.mode("overwrite").parquet(str(work / "out"))
    except Exception:
        raise RuntimeError("sort step failed after 4 attempts") from None


# --- service-unreachable / heartbeat / cancelled ---------------------------
def service_refused():
    spark = session()

    def call(n):
        with socket.create_connection(("127.0.0.1", 1), timeout=2):
            return n

    orders(spark).select(F.udf(call, "long")("customer").alias("c")).agg(F.sum("c")).show()


def heartbeat_lost():
    spark = session(task__maxFailures="1", network__timeout="9s", executor__heartbeatInterval="2s", stage__maxConsecutiveAttempts="1", network__timeoutInterval="3s", storage__blockManagerHeartbeatTimeoutMs="9000")
    kill_once_busy(signal.SIGSTOP)
    orders(spark, 800, 8).rdd.map(slow).count()


def cancelled():
    spark = session()

    def cancel():
        for _ in range(10):
            time.sleep(4)
            spark.sparkContext._jsc.sc().cancelAllJobs()

    threading.Thread(target=cancel, daemon=True).start()
    orders(spark, 8000, 8).rdd.map(lambda row: (time.sleep(0.02), row)[1]).count()


# --- two faults at once -------------------------------------------------------------------------------------------
def bad_row_then_worker_death():
    """The job is given up for the bad value; a later clean-up job that loses its worker is only noise."""
    spark = session()
    parse = F.udf(lambda s: int(s.split("-")[3]), "int")
    try:
        orders(spark).select(parse("day").alias("m")).agg(F.sum("m")).collect()
    except Exception as first:
        try:
            orders(spark, 100, 2).rdd.mapPartitions(lambda rows: [os._exit(1)]).count()
        except Exception:
            print("clean-up failed as well", file=sys.stderr)
        raise first


def executor_lost_then_missing_file():
    """One executor is killed and everything recovers; the job dies later of a file that is gone."""
    spark = session(task__maxFailures="4")
    kill_once_busy(signal.SIGKILL)
    orders(spark, 200, 8).rdd.map(slow).count()
    orders(spark, 2000, 4).write.mode("overwrite").parquet(str(work / "in"))
    frame = spark.read.parquet(str(work / "in"))
    for victim in (work / "in").glob("*.parquet"):
        victim.unlink()
    frame.agg(F.sum("amount")).show()


# --- success with a bottleneck, and plain success -----------------------------------------------------------------
def skewed_join():
    spark = session(sql__adaptive__enabled="false", sql__autoBroadcastJoinThreshold="-1")
    left = spark.range(0, 3_000_000, 1, 8).select(F.when(F.col("id") % 20 == 0, F.col("id")).otherwise(F.lit(7)).alias("k"), F.sha2(F.col("id").cast("string"), 256).alias("v"))
    right = spark.range(0, 100, 1, 2).select(F.col("id").alias("k"), F.lit("r").alias("w"))
    left.join(right, "k").groupBy("k").agg(F.count("*"), F.max("v")).write.mode("overwrite").parquet(str(work / "out"))


def skewed_group():
    """One customer has nearly everything: its partition is one long task of Python."""
    spark = session(sql__adaptive__enabled="false")
    rows = spark.range(0, 700_000, 1, 4).select(F.when(F.col("id") % 50 == 0, F.col("id") % 1000).otherwise(F.lit(0)).alias("k"), F.sha2(F.col("id").cast("string"), 256).alias("v"))
    print(rows.repartition(16, "k").rdd.map(lambda row: len(row.v * 40)).sum())


def spilling_sort():
    spark = session(sql__shuffle__partitions="2", sql__adaptive__enabled="false", memory__fraction="0.3")
    spark.range(0, 4_000_000, 1, 2).select(F.sha2(F.col("id").cast("string"), 512).alias("v")).repartitionByRange(2, "v").sortWithinPartitions("v").write.mode("overwrite").parquet(str(work / "out"))


def many_small_files():
    spark = session(sql__files__maxPartitionBytes="64k", sql__files__openCostInBytes="64k")
    folder = work / "in"
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(2000):
        (folder / f"part-{n:05}.csv").write_text("".join(f"{n},{m}\n" for m in range(20)))
    spark.read.schema("a int, b int").csv(str(folder)).groupBy("a").count().write.mode("overwrite").parquet(str(work / "out"))


def healthy():
    spark = session()
    orders(spark, 200_000).groupBy("customer").agg(F.sum("amount").alias("t")).sort("t").write.mode("overwrite").parquet(str(work / "out"))


def healthy_with_retried_task():
    spark = session(task__maxFailures="4")
    marker = work / "failed-once"

    def flaky(row):
        if row.customer == 5 and not marker.exists():
            marker.write_text("x")
            raise ConnectionResetError("connection reset by peer")
        return row.amount

    print(orders(spark).rdd.map(flaky).sum())


def healthy_in_lz4():
    healthy()


def healthy_in_snappy():
    healthy()


def healthy_rolling():
    healthy()


def udf_error_rolling():
    udf_value_error()


if __name__ == "__main__":
    work.mkdir(parents=True, exist_ok=True)
    globals()[os.environ["CASE_NAME"]]()
