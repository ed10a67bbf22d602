#!/bin/sh
# Build unless the build is newer than every source, then run the demonstration.
set -e
cd "$(dirname "$0")/.."
package=packages/clusto
if [ ! -e $package/dist/cli.js ] || [ -n "$(find $package/src $package/package.json -newer $package/dist/cli.js ! -name '*.test.ts' -type f -print -quit)" ]; then
  npm run -s build
fi
exec $package/bin/clusto.sh demo "$@"
