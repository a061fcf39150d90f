"""A Spark session for the tests, on this machine; where there is no Java, they are skipped, unless SAYSO_SPARK is `required`."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Small data: nothing is gained by compiling queries, by Java's second compiler, or by planning a query anew on its way; and much is lost.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
SMALL = {
    "spark.driver.extraJavaOptions": JAVA, "spark.executor.extraJavaOptions": JAVA, "spark.sql.adaptive.enabled": "false",
    "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}  # fmt: skip


def needs_java() -> None:
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        if os.environ.get("SAYSO_SPARK") == "required":
            pytest.fail("no Java on the path")
        pytest.skip("Spark needs Java, and there is none on the path")


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    needs_java()
    from sayso.lake.spark import session

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyspark opens sockets that it does not close
        made = session("local[2]", SMALL)
        yield made
        made.stop()
