#!/bin/sh
# Installs what the live tests and `make bench` need from Debian's packages, when it is missing and this user may.
# Quick and silent when all is there. Exit 0: all there. Exit 3: something is missing; the words say what.
# In CI (CI=true) a missing server fails the run, so there this script must succeed.
set -u

# program that must be found (or a path)  ->  package that has it
WANTED="
dovecot=dovecot-imapd
/usr/lib/dovecot/lmtp=dovecot-lmtpd
postfix=postfix
/usr/lib/postgresql/*/bin/initdb=postgresql
openssl=openssl
setpriv=util-linux
strace=strace
faketime=faketime
valgrind=valgrind
groff=groff-base
chromium=chromium
node=nodejs
npm=npm
/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf=fonts-dejavu-core
"

PATH="$PATH:/usr/sbin:/sbin"

is_there() {
    case "$1" in
    /*) for found in $1; do [ -e "$found" ] && return 0; done; return 1 ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

missing_packages() {
    set -f  # a pattern is expanded where it is looked for, not here
    for pair in $WANTED; do
        set +f
        is_there "${pair%%=*}" || printf '%s ' "${pair#*=}"
        set -f
    done
    set +f
}

missing=$(missing_packages)
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing for the live tests: $missing" >&2
    echo "This isn't Debian: install what these Debian packages hold with your own system's tool." >&2
    exit 3
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo"
    else
        echo "Missing for the live tests: $missing" >&2
        echo "Only root may install them:  sudo apt-get install --no-install-recommends $missing" >&2
        echo "Until then these tests are skipped." >&2
        exit 3
    fi
fi

echo "Installing for the live tests: $missing"
# Nothing may be started or asked: the tests start servers of their own. A policy-rc.d that says no (101)
# keeps Debian's scripts from starting them; one that is there already stays.
policy=/usr/sbin/policy-rc.d
made_policy=""
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null && $as_root chmod 755 "$policy" && made_policy=yes
fi
said=$(mktemp)
trap 'rm -f "$said"' EXIT
install() {
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o DPkg::Lock::Timeout=300 $missing >"$said" 2>&1
}
install || { $as_root apt-get update -qq >/dev/null 2>&1; install; }
result=$?
[ -n "$made_policy" ] && $as_root rm -f "$policy"
if [ "$result" -ne 0 ]; then
    tail -n 15 "$said" >&2
    echo "apt-get couldn't install: $missing" >&2
    exit 3
fi

left=$(missing_packages)
[ -z "$left" ] && exit 0
echo "Installed, yet still missing: $left" >&2
exit 3
