"""A step of the bench in a process of its own, with Django set up: `python -m bench.child MODULE [ARGUMENT …]`.

The module's `main` gets the arguments and gives what is printed as JSON.
"""

import importlib
import json
import sys

import django


def run(module: str, arguments: list[str]) -> None:
    django.setup()
    told = importlib.import_module(f"bench.{module}").main(*arguments)
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2:])
