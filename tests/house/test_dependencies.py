"""What the packages import is installed by `make run`, not by luck or by the test tools."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("kb", "matcher", "flowchart", "api")


def imported(path):
    """Yield the top name of everything a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


def plain(requirement):
    return re.split(r"[\[<>=!~; ]", requirement)[0].lower().replace("_", "-")


def test_every_import_is_a_declared_dependency(project):
    spark = project["project"]["optional-dependencies"]["spark"]  # said where it is asked for
    declared = {plain(each) for each in [*project["project"]["dependencies"], *spark]}
    carriers = packages_distributions()
    own = {*PACKAGES, *sys.stdlib_module_names}

    undeclared = {
        (str(path.relative_to(ROOT)), name)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for name in imported(path)
        if name not in own
        and not declared & {plain(carrier) for carrier in carriers.get(name, [name])}
    }

    assert undeclared == set()
