"""Runs cases of jobs.py with a real Spark and keeps what they leave: event log, driver log, executor logs.

  python run.py OUT [CASE ...]      needs pyspark in this Python, a JDK 17, and root for the cases that fill a disk
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

here = pathlib.Path(__file__).parent
cases = json.loads((here / "cases.json").read_text())
longest = 240


def spark_home():
    import pyspark

    return pathlib.Path(pyspark.__path__[0])


def run(name, out):
    case = cases[name]
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="spark-case-"))
    folder = out / name
    shutil.rmtree(folder, ignore_errors=True)
    events = folder / "events"
    events.mkdir(parents=True)
    tiny = scratch / "tiny"
    tiny.mkdir()
    if case.get("tiny"):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(tiny)], check=True)
    mark = f"case-mark-{name}-{os.getpid()}"
    conf = [
        f"spark.master={case.get('master', 'local[2]')}",
        "spark.ui.enabled=false",
        "spark.driver.host=127.0.0.1",
        "spark.driver.bindAddress=127.0.0.1",
        "spark.driver.memory=900m",
        "spark.eventLog.enabled=true",
        f"spark.eventLog.dir=file://{events}",
        "spark.eventLog.rolling.enabled=false",
        f"spark.eventLog.compress={str(case.get('compress', False)).lower()}",
        "spark.sql.shuffle.partitions=8",
        f"spark.sql.warehouse.dir=file://{scratch}/warehouse",
        "spark.network.crypto.enabled=false",
        f"spark.executor.extraJavaOptions=-Dcase.mark={mark}",
        f"spark.driver.extraJavaOptions=-Dcase.mark={mark}",
        *case.get("conf", []),
    ]
    environment = {
        **os.environ,
        "CASE_NAME": name,
        "CASE_FOLDER": str(scratch / "work"),
        "CASE_TINY": str(tiny),
        "CASE_MARK": mark,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "SPARK_CONF_DIR": str(scratch),
    }
    submit = pathlib.Path(sys.executable).parent / "spark-submit"
    command = [str(submit), *[part for pair in conf for part in ("--conf", pair)], str(here / "jobs.py")]
    began = time.time()
    with open(folder / "driver.log", "wb") as log:
        process = subprocess.Popen(command, cwd=scratch, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            code = process.wait(longest)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            code = process.wait()
    subprocess.run(["pkill", "-9", "-f", mark])
    # A local cluster's workers write below Spark's own folder, by application.
    for app in [entry.name.split(".")[0] for entry in events.iterdir()]:
        for log in (spark_home() / "work" / app).glob("*/stderr"):
            target = folder / "executors" / f"{app}-{log.parent.name}.log"
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(log, target)
        shutil.rmtree(spark_home() / "work" / app, ignore_errors=True)
    if case.get("tiny"):
        subprocess.run(["umount", "-l", str(tiny)])
    shutil.rmtree(scratch, ignore_errors=True)
    print(f"{name}: exit {code}, {time.time() - began:.0f} s, {[p.name for p in events.iterdir()]}", flush=True)


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    for each in sys.argv[2:] or cases:
        run(each, target)
