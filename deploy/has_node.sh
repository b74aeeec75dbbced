#!/bin/sh
# Whether Node 20.19 or later and npm are there.
command -v npm >/dev/null 2>&1 || exit 1
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
