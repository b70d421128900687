#!/bin/sh
# Make .venv ready for `run` or `test`; where it is ready already, say nothing and be quick.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}

if .venv/bin/python -ES scripts/environment.py ready "$purpose" 2>/dev/null; then
    exit 0
fi
python=$(sh scripts/find_python.sh) || exit 1
exec "$python" -Es scripts/install.py "$purpose"
