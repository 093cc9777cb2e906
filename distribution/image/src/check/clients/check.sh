#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lets other people's clients talk to the host at CARILLON_URL with CARILLON_TOKEN, which may publish and read. See ../README.md.
set -eu
: "${CARILLON_URL:?}" "${CARILLON_TOKEN:?}"
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/package.json "$here"/*.js "$work"
cd "$work"
npm install --no-audit --no-fund --no-package-lock --silent
failed=0
for judge in cloudevents eventsource websocket; do
    node $judge.js || failed=1
done
exit $failed
