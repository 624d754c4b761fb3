#!/usr/bin/env bash
# Installs the Debian packages the tests need: a browser for screenshots, a font.
set -euo pipefail

have() { command -v "$1" >/dev/null 2>&1; }

if have chromium || have google-chrome || [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]; then
  exit 0
fi
if ! have apt-get; then
  echo "The tests open JupyterLab in a browser: please install Chromium or Google Chrome." >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  have sudo || { echo "Please run as root: apt-get install chromium fonts-dejavu-core" >&2; exit 1; }
  as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core
