#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image of the autograder.
set -euo pipefail
node_version=v20.20.2
course="${AUTOGRADER:-/autograder}/source/course"

if ! command -v node > /dev/null; then
  apt-get update
  apt-get install -y --no-install-recommends ca-certificates curl xz-utils
  case "$(uname -m)" in
    x86_64) machine=x64 ;;
    aarch64) machine=arm64 ;;
    *) echo "there is no Node for $(uname -m) to install" >&2; exit 3 ;;
  esac
  archive="node-$node_version-linux-$machine.tar.xz"
  cd "$(mktemp -d)"
  curl -fsSLO "https://nodejs.org/dist/$node_version/$archive"
  curl -fsSL "https://nodejs.org/dist/$node_version/SHASUMS256.txt" | grep " $archive\$" | sha256sum -c -
  tar -xJf "$archive" -C /usr/local --strip-components=1
fi

cd "$course"
npx -y pnpm@12.21.0 install --frozen-lockfile --filter '@socket-labs/grade...' --filter './labs/*'
