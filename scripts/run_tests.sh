#!/bin/sh
# Run pytest over the paths given (none: everything) with the browser that can be found.
# "No test found" is a failure, except for tests/oracles, which comes from outside and may be absent.
set -eu
cd "$(dirname "$0")/.."

if [ "$*" = tests/oracles ] && [ -z "$(find tests/oracles -name 'test_*.py' 2>/dev/null)" ]; then
    echo "tests/oracles holds no tests here: nothing was tested."
    exit 0
fi
CHROMIUM=$(.venv/bin/python scripts/find_browser.py)
export CHROMIUM

# The whole suite runs on two processes, a file at a time in the order of tests/order.py;
# a part of it runs on one, and so do proofs that measure.
[ $# -gt 0 ] || set -- -n 2 --dist loadfile --no-loadscope-reorder
unset PYTHONDONTWRITEBYTECODE    # each server and kernel would compile the packages for itself
export PYTHONHASHSEED=0    # both collect the same tests in the same order
status=0
.venv/bin/python -m pytest "$@" || status=$?
[ "$status" -ne 5 ] || echo "No test was found in: ${*:-the checkout}. That counts as a failure." >&2
exit "$status"
