"""Evaluates policies with zen-engine one applicant at a time; run in an environment of its own.

Reads `job.json` from the folder it is given, writes `answers.json` and prints the processor seconds
of every round: of decisions, one graph a policy, and of the bare expressions in them. Graphs and
expressions are made before the clock starts.
"""

import json
import sys
import time
from pathlib import Path

import zen


def graph(expression):
    """Return a decision of one expression."""
    nodes = [
        {"id": "i", "type": "inputNode", "name": "Request"},
        {
            "id": "e",
            "type": "expressionNode",
            "name": "Policy",
            "content": {"expressions": [{"id": "x", "key": "met", "value": expression}]},
        },
        {"id": "o", "type": "outputNode", "name": "Response"},
    ]
    for place, node in enumerate(nodes):
        node["position"] = {"x": place, "y": 0}
    edges = [
        {"id": "1", "sourceId": "i", "targetId": "e"},
        {"id": "2", "sourceId": "e", "targetId": "o"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def timed(work):
    """Return what work comes to, and how long it took."""
    began = time.process_time()
    found = work()
    return found, time.process_time() - began


def main(folder):
    """Evaluate the job of a folder."""
    job = json.loads((folder / "job.json").read_text())
    people, rules = job["people"], job["policies"]
    engine = zen.ZenEngine()
    decisions = [engine.create_decision(graph(rule)).evaluate for rule in rules]
    bare = [zen.compile_expression(rule).evaluate for rule in rules]
    seconds, bare_seconds = [], []
    for _ in range(job["rounds"]):
        found, took = timed(
            lambda: [[f(one)["result"]["met"] for one in people] for f in decisions]
        )
        seconds.append(took)
        also, took = timed(lambda: [[f(one) for one in people] for f in bare])
        bare_seconds.append(took)
        assert found == also
    (folder / "answers.json").write_text(json.dumps(found))
    print(json.dumps({"decisions": seconds, "expressions": bare_seconds}))


main(Path(sys.argv[1]))
