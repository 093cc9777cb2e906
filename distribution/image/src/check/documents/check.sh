#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Holds the API documents against other people's tools. See ../README.md.
set -eu
from=${1:?usage: check.sh DIRECTORY or URL}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $from in
    http*) for name in openapi asyncapi; do curl -fsS "$from/$name.yaml" -o "$work/$name.yaml"; done ;;
    *) cp "$from/openapi.yaml" "$from/asyncapi.yaml" "$work" ;;
esac
cp "$here/package.json" "$here/redocly.yaml" "$here/spectral.yaml" "$here/asyncapi.js" "$work"
cd "$work"
npm install --no-audit --no-fund --no-package-lock --silent
failed=0
npx --no-install redocly lint --config redocly.yaml openapi.yaml || failed=1
npx --no-install spectral lint --ruleset spectral.yaml --fail-severity error openapi.yaml asyncapi.yaml || failed=1
node asyncapi.js asyncapi.yaml || failed=1
exit $failed
