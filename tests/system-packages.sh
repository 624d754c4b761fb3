#!/usr/bin/env bash
# Installs what the tests need besides Python: a browser and a font for the picture of a card,
# bubblewrap and libseccomp for isolation. Silent when all is there; where it cannot install,
# it says what to.
set -euo pipefail

packages=(chromium fonts-dejavu bubblewrap libseccomp2)
have() { command -v "$1" >/dev/null 2>&1; }
say() { echo "tests/system-packages.sh: $1" >&2; }

if [ "$(uname -s)" = Darwin ]; then
  have chromium || [ -d "/Applications/Google Chrome.app" ] || [ -d /Applications/Chromium.app ] ||
    say "for the picture of a card, please install Google Chrome or Chromium."
  exit 0
fi

seccomp() { compgen -G '/usr/lib/*/libseccomp.so.2' >/dev/null || [ -e /usr/lib64/libseccomp.so.2 ]; }

if have bwrap && seccomp && { have chromium || have google-chrome; } &&
  { ! have fc-list || [ -n "$(fc-list 'DejaVu Sans' 2>/dev/null)" ]; }; then
  exit 0
fi

# Debian only: Ubuntu's chromium is a snap, which containers and servers often cannot run.
if [ "$(. /etc/os-release 2>/dev/null && echo "${ID:-}")" != debian ]; then
  say "please install Chromium or Google Chrome, the DejaVu fonts, bubblewrap and libseccomp."
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  # -n: a test run must not stop to ask for a password.
  sudo -n true 2>/dev/null || { say "please run: sudo apt-get install ${packages[*]}"; exit 0; }
  as_root=(sudo -n)
fi
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -y -o DPkg::Lock::Timeout=300 "$@" >/dev/null
}

echo "Installing the Debian packages ${packages[*]} ..."
apt update
apt install --no-install-recommends "${packages[@]}"
