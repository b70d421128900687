"""Evaluates policies with OpenFisca-core for everybody at once; run in an environment of its own.

Reads `job.json` and one `.npy` for each input from the folder it is given, writes `answers.npy` and
prints the processor seconds of every round. Counted are `set_input`, `calculate` and putting the
answers of a policy into one number; building the simulation is not.
"""

import datetime
import json
import sys
import time
from pathlib import Path

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PERIOD = "2026-11"
TYPES = {"number": int, "flag": bool, "day": datetime.date}


def system(job, enums):
    """Return the rules; every formula is compiled from its text, as if written by hand."""
    person = build_entity("person", "persons", "", is_person=True)
    rules = TaxBenefitSystem([person])
    held = {"entity": person, "definition_period": DateUnit.MONTH}
    for name, kind in job["inputs"].items():
        if kind in enums:
            possible = enums[kind]
            more = {
                "value_type": Enum,
                "possible_values": possible,
                "default_value": next(iter(possible)),
            }
        else:
            more = {"value_type": TYPES[kind]}
        rules.add_variable(type(name, (Variable,), {**held, **more}))
    for name, text in job["formulas"].items():
        known = {"numpy": numpy, **enums}
        exec(f"def formula(person, period):\n    return {text}", known)
        own = {"value_type": bool, "formula": known["formula"]}
        rules.add_variable(type(name, (Variable,), {**held, **own}))
    return rules


def answers(simulation, met, possible):
    """Return 0 no, 1 not known, 3 yes."""
    found = simulation.calculate(met, PERIOD).view(numpy.uint8)
    may = found if possible is None else simulation.calculate(possible, PERIOD).view(numpy.uint8)
    return found + found + may


def main(folder):
    """Evaluate the job of a folder."""
    job = json.loads((folder / "job.json").read_text())
    enums = {
        name: Enum(name, {word: word for word in words}) for name, words in job["enums"].items()
    }
    rules = system(job, enums)
    given = {name: numpy.load(folder / f"{name}.npy") for name in job["inputs"]}
    rows = len(next(iter(given.values())))
    seconds = []
    for _ in range(job["rounds"]):
        simulation = SimulationBuilder().build_default_simulation(rules, count=rows)
        began = time.process_time()
        for name, kind in job["inputs"].items():
            held = given[name]
            if kind in enums and held.dtype.kind != "U":
                held = EnumArray(held, enums[kind])
            simulation.set_input(name, PERIOD, held)
        found = [answers(simulation, *pair) for pair in job["answers"]]
        seconds.append(time.process_time() - began)
    numpy.save(folder / "answers.npy", numpy.array(found))
    print(json.dumps(seconds))


main(Path(sys.argv[1]))
