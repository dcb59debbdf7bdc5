#!/bin/sh
# Makes .venv ready and says nothing when it already is: sh scripts/install.sh [run|dev]
# Here only a Python is searched; everything else is decided in install.py.
set -eu
cd "$(dirname "$0")/.."
group=${1:-run}

if [ -x .venv/bin/python ] && .venv/bin/python scripts/install.py --check "$group" 2>/dev/null; then
    exit 0
fi

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

found=
for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3 python; do
    # All places in PATH, not only the first: a version manager's stub may stand before a Python that works.
    for candidate in $(command -v "$name" || true) "/usr/local/bin/$name" "/usr/bin/$name"; do
        if [ -x "$candidate" ] && new_enough "$candidate"; then
            if "$candidate" -c 'import venv, ensurepip' 2>/dev/null; then
                exec "$candidate" scripts/install.py "$group"
            fi
            found=${found:-$candidate}
        fi
    done
done

if [ -n "$found" ]; then
    exec "$found" scripts/install.py "$group"
fi
echo "Pelita memerlukan Python 3.11 atau lebih baru, dan tidak ada yang ditemukan. Pasang (Debian: apt-get install python3 python3-venv) atau sebutkan: make install PYTHON=/jalur/python3" >&2
exit 1
