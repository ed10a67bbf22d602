#!/bin/sh
# Check the package as npm would publish it: built, packed, then read by publint and by the resolver of TypeScript.
set -e
cd "$(dirname "$0")/.."
npm run -s build
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm pack -s -w packages/clusto --pack-destination "$folder"
publint run --strict "$folder"/clusto-*.tgz
attw --profile esm-only --no-emoji "$folder"/clusto-*.tgz
