"""Compresses each FILE.plain as Spark itself does, by the codec that FILE's name tells, and leaves FILE in its place.

    python recompress.py FOLDER     (with pyspark; pack.ts leaves the .plain files there)
"""
import pathlib
import sys

from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[1]").config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").config("spark.ui.enabled", "false").getOrCreate()
jvm = spark._jvm
conf = spark.sparkContext._jsc.sc().conf()
for plain in sorted(pathlib.Path(sys.argv[1]).rglob("*.plain")):
    packed = plain.with_suffix("")
    name = packed.name.removesuffix(".inprogress").rpartition(".")[2]
    codec = jvm.org.apache.spark.io.CompressionCodec.createCodec(conf, name)
    out = codec.compressedContinuousOutputStream(jvm.java.io.FileOutputStream(str(packed)))
    out.write(plain.read_bytes())
    out.close()
    plain.unlink()
spark.stop()
