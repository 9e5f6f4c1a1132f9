"""Checks documents against JSON Schemas.

Usage: validate.py SCHEMAS-DIRECTORY. Standard input is a JSON list of [schema's name, document]; standard output is one
line for each fault, none where all is well. Each document must be valid, and with one key too many in any one of its
objects, or with a hold for a reason that is not on the list, it must not be.
"""

import copy
import json
import pathlib
import sys
import warnings

from jsonschema import Draft202012Validator

# Newer versions deprecate nothing that is used here; older ones say so of others on every run.
warnings.simplefilter("ignore")


def objects(value):
    """Every object in the value, itself included."""
    if isinstance(value, dict):
        yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    for child in children:
        yield from objects(child)


def spoiled(document):
    """The document with one thing wrong, for each such thing, with its name."""
    for index, found in enumerate(objects(document)):
        other = copy.deepcopy(document)
        list(objects(other))[index]["surprise"] = 1
        yield "a key too many beside " + ", ".join(found), other
        if "detail" in found and "reason" in found:
            other = copy.deepcopy(document)
            list(objects(other))[index]["reason"] = "mood"
            yield "an unknown reason", other


validators = {}
for path in pathlib.Path(sys.argv[1]).glob("*.schema.json"):
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validators[path.name.removesuffix(".schema.json")] = Draft202012Validator(schema)

documents = json.load(sys.stdin)
for name, document in documents:
    for error in validators[name].iter_errors(document):
        print(f"{name}: {error.json_path}: {error.message[:300]}")
    for what, other in spoiled(document):
        if validators[name].is_valid(other):
            print(f"{name}: accepted {what}")
for name in validators.keys() - {name for name, _ in documents}:
    print(f"{name}: no document was checked against it")
