#!/bin/sh
# Print a Python that can carry Companion: 3.11 or later, able to make environments.
# PYTHON names one; otherwise the usual names are tried. Uses nothing but the shell itself.

rejected=""

fits() {
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
    version=${version#Python }
    major=${version%%.*}
    rest=${version#*.}
    minor=${rest%%.*}
    case "$major:$minor" in
        *[!0-9:]* | :* | *:) rejected="$rejected $1 does not start;"; return 1 ;;
    esac
    if [ "$major" -lt 3 ] || { [ "$major" -eq 3 ] && [ "$minor" -lt 11 ]; }; then
        rejected="$rejected $1 is $major.$minor;"
        return 1
    fi
    if ! "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        rejected="$rejected $1 ($major.$minor) lacks the venv module (Debian, Ubuntu: apt-get install python3-venv);"
        return 1
    fi
}

if [ -n "${PYTHON:-}" ]; then
    candidates=$PYTHON
else
    candidates="python3 python3.13 python3.12 python3.11"
fi

for candidate in $candidates; do
    if ! found=$(command -v "$candidate"); then
        [ -z "${PYTHON:-}" ] || rejected="$rejected $candidate is not there;"
        continue
    fi
    if fits "$candidate"; then
        echo "$found"
        exit 0
    fi
done

[ -n "$rejected" ] || rejected=" none is installed;"
echo "Companion needs Python 3.11 or later:${rejected%;}." >&2
echo "Install one, or name one: make run PYTHON=/path/to/python3.12" >&2
exit 1
