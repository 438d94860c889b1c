"""Runs jobs of jobs.txt with real Sparks and keeps what they leave, as ../corpus/pack.ts packs it.

  python run.py OUT VERSION=VENV ... [-- JOB ...]      as in: python run.py runs 43=venv-4.3 35=venv-3.5

Each VENV has that pyspark; needs a JDK 17, and root for the jobs with a small disk or without rights.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

here = pathlib.Path(__file__).parent
out = pathlib.Path(sys.argv[1]).resolve()
rest = sys.argv[2:]
split = rest.index("--") if "--" in rest else len(rest)
venvs = {int(v): pathlib.Path(path).resolve() for v, path in (pair.split("=", 1) for pair in rest[:split])}
only = rest[split + 1 :]


def jobs():
    for block in re.split(r"^=== ", (here / "jobs.txt").read_text(), flags=re.M)[1:]:
        head, program = block.split("\n", 1)
        name, how = head.split(" ", 1)
        if not only or name in only:
            yield name, json.loads(how), program


def run(name, how, program):
    folder = out / name
    events = folder / "events"
    shutil.rmtree(folder, ignore_errors=True)
    events.mkdir(parents=True)
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="spark-case-"))
    script = scratch / how.get("file", f"{name}.py")
    script.write_text(program)
    tiny = scratch / "tiny"
    tiny.mkdir()
    if "tiny" in how:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={how['tiny']}", "tmpfs", str(tiny)], check=True)
    mark = f"case-mark-{name}-{os.getpid()}"
    conf = {
        "spark.master": how.get("master", "local[2]"),
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "800m",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": f"file://{events}",
        "spark.eventLog.rolling.enabled": "false",
        "spark.eventLog.compress": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.warehouse.dir": f"file://{scratch}/warehouse",
        "spark.driver.extraJavaOptions": f"-Dcase.mark={mark}",
        "spark.executor.extraJavaOptions": f"-Dcase.mark={mark}",
        **dict(pair.replace("$W", str(scratch)).split("=", 1) for pair in how.get("conf", [])),
    }
    python = str(venvs[how["v"]] / "bin/python")
    environment = {
        **os.environ,
        "W": str(scratch),
        "TINY": str(tiny),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_CONF_DIR": str(scratch),
        "PYSPARK_PYTHON": python,
        "PYSPARK_DRIVER_PYTHON": python,
        **how.get("env", {}),
    }
    command = [python.removesuffix("python") + "spark-submit"]
    command += [part for pair in conf.items() for part in ("--conf", "=".join(pair))] + [str(script)]
    if how.get("user"):
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    log = folder / "driver.log"
    with open(log, "wb") as file:
        process = subprocess.Popen(command, cwd=scratch, env=environment, stdout=file, stderr=file, start_new_session=True)
        if "kill" in how:
            threading.Thread(target=kill, args=(how["kill"], log, mark), daemon=True).start()
        try:
            process.wait(how.get("limit", 150))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
    subprocess.run(["pkill", "-9", "-f", mark])
    for app in [entry.name.split(".")[0] for entry in events.iterdir()]:
        for work in venvs[how["v"]].glob(f"lib/python3*/site-packages/pyspark/work/{app}"):
            for stderr in work.glob("*/stderr"):
                (folder / "executors").mkdir(exist_ok=True)
                shutil.copyfile(stderr, folder / "executors" / f"{app}-{stderr.parent.name}.log")
            shutil.rmtree(work)
    if "tiny" in how:
        subprocess.run(["umount", "-l", str(tiny)])
    shutil.rmtree(scratch, ignore_errors=True)


def kill(how, log, mark):
    """Sends the driver a signal some seconds after its log says that it is at work."""
    until = time.time() + 90
    while time.time() < until and how["when"] not in log.read_text(errors="replace"):
        time.sleep(0.3)
    time.sleep(how["after"])
    subprocess.run(["pkill", f"-{how['signal']}", "-f", f"SparkSubmit.*{mark}|{mark}.*SparkSubmit"])


for each in jobs():
    if each[1]["v"] in venvs:
        run(*each)
        print(each[0], flush=True)
