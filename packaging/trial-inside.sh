#!/bin/bash
# One part of packaging/trial.sh, inside the clean system: installs a package, serves, chats, reloads, ends.
set -eu

fail() {
  printf 'trial: %s\n' "$1" >&2
  [ ! -e "${log:-/none}" ] || tail -n 20 "$log" >&2
  exit 1
}

# Waits until the command succeeds, for a minute.
eventually() {
  local tries
  for tries in $(seq 600); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  fail "this did not happen: $*"
}

# Starts `$prosa serve` with the arguments as the user $user; sets `server` and `port`.
serve() {
  log=/tmp/serve.log
  rm -f "$log"
  if [ "$user" = root ]; then
    env -i "$prosa" serve --bind 127.0.0.1 --port 0 "$@" >"$log" 2>&1 </dev/null &
  else # becomes that user in the same process, as a service manager does
    env -i /usr/bin/setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups --no-new-privs \
      "$prosa" serve --bind 127.0.0.1 --port 0 "$@" >"$log" 2>&1 </dev/null &
  fi
  server=$!
  eventually grep -q '^ *127\.0\.0\.1:[0-9]' "$log"
  port=$(sed -n 's/^ *127\.0\.0\.1:\([0-9]*\).*/\1/p' "$log" | head -n 1)
}

# Two people talk: one listens, the other's line arrives.
talk() {
  local heard=/tmp/heard listener
  rm -f "$heard" /tmp/heard.err # of the talk before
  env -i "$prosa" chat "127.0.0.1:$port" --user Ana --listen </dev/null >"$heard" 2>/tmp/heard.err &
  listener=$!
  eventually grep -q 'Ana' /tmp/heard.err
  echo oi | env -i "$prosa" chat "127.0.0.1:$port" --user Bia --wait 30s >/tmp/said 2>&1 || fail "Bia could not talk."
  eventually grep -qx 'Bia: oi' "$heard"
  kill "$listener"
  wait "$listener" 2>/dev/null || true
}

# The signal HUP, which a reload sends, leaves the server running; TERM ends it with 0.
reload_and_end() {
  kill -HUP "$server"
  eventually grep -qi 'settings\|reload\|read again' "$log"
  talk
  kill -TERM "$server"
  wait "$server" || fail "the server ended with $?."
}

no_java() {
  ! command -v java || fail "there is a Java here."
}

# There is a cache of linked classes for each command in $@, and the JVM takes it.
trained() {
  local command
  for command; do
    rm -f /tmp/aot.log
    case $command in
      any) env -i PROSA_JAVA_OPTS=-Xlog:aot:file=/tmp/aot.log "$prosa" --version >/dev/null ;;
      *) env -i PROSA_JAVA_OPTS=-Xlog:aot:file=/tmp/aot.log "$prosa" "$command" --help >/dev/null ;;
    esac
    grep -q 'Using AOT-linked classes: true' /tmp/aot.log || fail "there is no cache for $command, or it is not used."
  done
  rm -f /tmp/aot.log
}

try_tar() {
  local said
  tar -xzf /trial/prosa-*-linux-x86_64.tar.gz -C /opt
  prosa=/opt/prosa/bin/prosa user=nobody
  [ "$(ls /opt)" = prosa ] || fail "more than one folder in the tar.gz."
  mv /opt/prosa '/opt/a colon:b'
  said=$(env -i '/opt/a colon:b/bin/prosa' --version 2>&1) && fail "it runs in a folder with a colon."
  [ "$said" = 'prosa: the program cannot be in a folder with a colon in its path: /opt/a colon:b.' ] || fail "it says $said"
  mv '/opt/a colon:b' '/opt/a space'
  env -i '/opt/a space/bin/prosa' --version
  said=$(env -i PATH="$PATH" /usr/bin/setpriv --reuid nobody --clear-groups '/opt/a space/lib/train' 2>&1) && fail "nobody makes caches."
  [ "$said" = 'train: cannot write in /opt/a space/lib/classes.' ] || fail "of a folder that cannot be written it says: $said"
  echo stale >'/opt/a space/lib/classes/serve-000000000000.aot'
  said=$(env -i PATH="$PATH" '/opt/a space/lib/train') || fail "no caches could be made."
  [ "$said" = 'train: there are caches now for: serve chat any' ] || fail "it made others: $said"
  [ ! -e '/opt/a space/lib/classes/serve-000000000000.aot' ] || fail "a stale cache is left."
  [ -z "$(ls -d '/opt/a space/lib/classes/training'* 2>/dev/null)" ] || fail "training left something behind."
  prosa='/opt/a space/bin/prosa'
  trained serve chat any
  mv '/opt/a space' /opt/prosa
  prosa=/opt/prosa/bin/prosa
  trained serve chat any
  ln -s /opt/prosa/bin/prosa /usr/local/bin/p
  env -i /usr/local/bin/p --version
  said=$(env -i DISPLAY=:99 "$prosa" desktop 2>&1) && fail "a window opens without X."
  case $said in
    'prosa: a library that a window needs is not installed: lib'*'.so'*'; Debian'*'.') ;;
    *) fail "of a window without X's libraries it says: $said" ;;
  esac
  printf 'capacity = 4\n' >/tmp/prosa.properties
  # A folder that cannot be written, and a /tmp on which nothing can be executed.
  mount -t tmpfs -o noexec tmpfs /tmp
  printf 'capacity = 4\n' >/tmp/prosa.properties
  serve --config /tmp/prosa.properties
  [ -z "$(ls /tmp | grep -i netty)" ] || fail "something was unpacked into /tmp."
  talk
  reload_and_end
  echo '--capacity = x' >/tmp/prosa.properties
  ! env -i "$prosa" config --config /tmp/prosa.properties >/dev/null 2>&1 || fail "a bad file was taken."
}

try_deb() {
  local page file
  prosa=/usr/bin/prosa user=prosa
  dpkg -i /trial/prosa-older.deb >/dev/null
  [ "$(dpkg-query -W -f '${Version}' prosa)" = 0.9.0 ] || fail "the older build is not installed."
  getent passwd prosa >/dev/null || fail "there is no user prosa."
  [ -L /etc/systemd/system/multi-user.target.wants/prosa.service ] || fail "the service is not enabled."
  trained serve chat any
  echo stale >/usr/lib/prosa/lib/classes/serve-000000000000.aot
  echo 'capacity = 4' >>/etc/prosa/prosa.properties
  serve --config /etc/prosa/prosa.properties
  talk
  # Upgraded under the running server: the host's settings stay, what is no longer needed goes.
  dpkg --force-confdef -i /trial/prosa_*_amd64.deb >/dev/null
  [ "$(dpkg-query -W -f '${Version}' prosa)" != 0.9.0 ] || fail "it was not upgraded."
  [ ! -e /usr/lib/prosa/lib/of-an-older-build ] || fail "a file of the older build is left."
  [ ! -e /usr/lib/prosa/lib/classes/serve-000000000000.aot ] || fail "a cache of the older build is left."
  trained serve chat any
  grep -qx 'capacity = 4' /etc/prosa/prosa.properties || fail "the host's settings are gone."
  kill -TERM "$server"
  wait "$server" || fail "the server ended with $?."
  serve --config /etc/prosa/prosa.properties
  env -i "$prosa" config --config /etc/prosa/prosa.properties | grep -q '^capacity = 4 .*prosa.properties' ||
    fail "the host's settings do not hold."
  talk
  reload_and_end
  for page in prosa prosa-serve prosa-chat; do
    [ -s "/usr/share/man/man1/$page.1.gz" ] || fail "there is no manual page $page."
  done
  # Without what it depends on, which would have to be fetched.
  dpkg --force-depends -i /trial/prosa-desktop_*.deb >/dev/null 2>&1 || fail "the window's package cannot be installed."
  for file in applications/prosa.desktop metainfo/chat.prosa.Prosa.metainfo.xml icons/hicolor/scalable/apps/prosa.svg \
    icons/hicolor/192x192/apps/prosa.png; do
    [ -s "/usr/share/$file" ] || fail "there is no $file."
  done
  dpkg -P prosa-desktop >/dev/null
  [ ! -e /usr/share/applications/prosa.desktop ] || fail "purging left the window's entry in the menu."
  dpkg -r prosa >/dev/null
  [ -e /etc/prosa/prosa.properties ] || fail "removing took the settings away."
  [ ! -e /usr/bin/prosa ] || fail "removing left the program."
  dpkg -P prosa >/dev/null
  ! getent passwd prosa >/dev/null || fail "purging left the user."
  rm -rf /tmp/*
}

# What the Dockerfile does, step by step, and then a root that is read-only but for /tmp.
try_image() {
  tar -xzf /trial/prosa-*-linux-x86_64.tar.gz -C /opt
  /opt/prosa/lib/train || fail "no caches could be made."
  groupadd --system --gid 5555 prosa
  useradd --uid 5555 --gid prosa --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin prosa
  mount --bind / /mnt
  mount -o remount,ro,bind /mnt
  mount --bind /dev /mnt/dev
  mount -t proc proc /mnt/proc
  mount -t tmpfs -o noexec tmpfs /mnt/tmp
  exec chroot /mnt /bin/bash /trial/trial-inside.sh image-read-only
}

try_image-read-only() {
  ! touch /opt/x 2>/dev/null || fail "the root is not read-only."
  prosa=/opt/prosa/bin/prosa user=prosa
  trained serve chat any
  serve
  talk
  if env -i "$prosa" --help | grep -q ' health '; then
    health
  fi
  kill -TERM "$server"
  wait "$server" || fail "the server ended with $?."
}

# The service, run by systemd: started once it is installed, ready when systemd says so, as confined as its unit
# says, reloaded, started anew after a crash, stopped, refused with bad settings, given a key as a credential.
try_systemd() {
  prosa=/usr/bin/prosa port=5555
  local first second
  log=/tmp/journal
  export LC_ALL=C.UTF-8
  dpkg -i /trial/prosa_*_amd64.deb >/dev/null 2>&1 || fail "it cannot be installed."
  eventually systemctl is-active --quiet prosa
  journal
  grep -q 'Prosa is open' "$log" || fail "it is active before it is ready."
  [ "$(property UnitFileState)" = enabled ] || fail "it is not enabled."
  first=$(property MainPID)
  confined "$first"
  talk
  echo "trial: systemd started it, ready and confined"

  printf 'message-rate = 20:8\nthreads = 2\n' >>/etc/prosa/prosa.properties
  systemctl reload prosa
  eventually said 'settings were read again: the next start will change threads'
  echo 'capacity = many' >>/etc/prosa/prosa.properties
  systemctl reload prosa
  eventually said 'settings were not changed.*capacity = many'
  systemctl is-active --quiet prosa || fail "bad settings ended it."
  [ "$(property MainPID)" = "$first" ] || fail "a reload started it anew."
  talk
  echo "trial: reloaded"

  ! systemctl restart prosa 2>/dev/null || fail "it starts with bad settings."
  journal
  grep -q 'prosa.properties, line [0-9]*: capacity = many' "$log" || fail "bad settings are not told."
  [ "$(property ExecMainStatus)" = 2 ] || fail "bad settings end it with $(property ExecMainStatus)."
  sed -i '/^capacity/d' /etc/prosa/prosa.properties
  systemctl reset-failed prosa
  systemctl restart prosa || fail "it does not start again."
  talk
  second=$(property MainPID)
  kill -KILL "$second"
  eventually new_process "$second"
  talk
  echo "trial: refused bad settings, came back after a crash"

  credential
  echo "trial: a key as a credential"

  drained
  echo "trial: a drain undone, and one that ended it"

  systemctl stop prosa || fail "it cannot be stopped."
  [ "$(property Result)" = success ] || fail "stopping it is a failure: $(property Result)."
  [ "$(property ExecMainStatus)" = 0 ] || fail "it ended with $(property ExecMainStatus)."
  systemctl start prosa
  systemctl is-active --quiet prosa || fail "it cannot be started."
  dpkg -P prosa >/dev/null 2>&1
  ! systemctl is-active --quiet prosa || fail "it runs although it is purged."
  ! getent passwd prosa >/dev/null || fail "purging left the user."
}

# A drain by an action: undone, the same process goes on; not undone, it ends as asked, and is not started again.
drained() {
  local listener process
  echo 'drain = 10s' >>/etc/prosa/prosa.properties
  systemctl restart prosa || fail "it does not start with a time to drain."
  process=$(property MainPID)
  env -i "$prosa" chat "127.0.0.1:$port" --user Ana --listen </dev/null >/tmp/heard 2>/tmp/heard.err &
  listener=$!
  eventually grep -q 'Ana' /tmp/heard.err
  action drain
  eventually unwell
  systemctl is-active --quiet prosa || fail "it is not active while it drains."
  action undrain
  eventually env -i "$prosa" health >/dev/null
  [ "$(property MainPID)" = "$process" ] || fail "it was started anew."
  talk
  kill -0 "$listener" || fail "its member is gone after a drain that was undone."
  action drain
  eventually inactive
  [ "$(property Result)" = success ] || fail "a drain ended it with $(property Result)."
  [ "$(property ExecMainStatus)" = 0 ] || fail "a drain ended it with status $(property ExecMainStatus)."
  kill "$listener"
  wait "$listener" 2>/dev/null || true
  systemctl start prosa || fail "it does not start after a drain."
}

unwell() {
  ! env -i "$prosa" health >/tmp/health 2>&1 && grep -q drain /tmp/health
}

inactive() {
  [ "$(property ActiveState)" = inactive ]
}

# The operator's action $1, as curl would ask for it.
action() {
  exec 3<>/dev/tcp/127.0.0.1/5556
  printf 'POST /actions/%s HTTP/1.1\r\nHost: 127.0.0.1:5556\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' "$1" >&3
  head -n 1 <&3 | grep -q ' 20' || fail "the operator's port does not $1."
  exec 3>&-
}

secured() {
  openssl s_client -connect 127.0.0.1:5555 -CAfile /root/chat.crt </dev/null 2>&1 | grep -q 'Verification: OK'
}

property() {
  systemctl show prosa --property "$1" --value
}

journal() {
  journalctl --unit prosa --output cat --no-pager >"$log" 2>/dev/null
}

said() {
  journal
  grep -q "$1" "$log"
}

new_process() {
  systemctl is-active --quiet prosa && [ "$(property MainPID)" != "$1" ]
}

# What the kernel says of the process $1, against what the unit takes from it.
confined() {
  local status=/proc/$1/status
  [ "$(stat -c %U "/proc/$1")" = prosa ] || fail "it runs as $(stat -c %U "/proc/$1")."
  grep -q '^NoNewPrivs:[[:space:]]*1$' "$status" || fail "it could get new privileges."
  grep -q '^Seccomp:[[:space:]]*2$' "$status" || fail "it has no filter of system calls."
  grep -q '^CapBnd:[[:space:]]*0*$' "$status" || fail "it has capabilities."
  [ "$(readlink "/proc/$1/ns/user")" != "$(readlink /proc/1/ns/user)" ] || fail "it has no users of its own."
  [ "$(readlink "/proc/$1/ns/ipc")" != "$(readlink /proc/1/ns/ipc)" ] || fail "it has no IPC of its own."
  grep -q '^Max core file size *0 ' "/proc/$1/limits" || fail "it may dump core."
  # As root in its mounts: nothing can be written but what is private, no home is seen.
  ! inside "$1" touch /etc/x 2>/dev/null || fail "its /etc can be written."
  ! inside "$1" touch /usr/x 2>/dev/null || fail "its /usr can be written."
  touch /tmp/outside
  ! inside "$1" test -e /tmp/outside || fail "its /tmp is that of all."
  [ -z "$(inside "$1" ls /root 2>/dev/null)" ] || fail "it sees /root."
  touch /dev/outside
  ! inside "$1" test -e /dev/outside || fail "it sees the devices of all."
}

inside() {
  nsenter --target "$1" --mount --root --wd "${@:2}"
}

# HTTPS with a key that only root may read, by LoadCredential=.
credential() {
  (
    umask 077
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
      -keyout /root/chat.key -out /root/chat.crt 2>/dev/null
  )
  mkdir -p /etc/systemd/system/prosa.service.d
  printf '[Service]\nLoadCredential=tls-key:/root/chat.key\nLoadCredential=tls-cert:/root/chat.crt\n' \
    >/etc/systemd/system/prosa.service.d/key.conf
  systemctl daemon-reload
  systemctl restart prosa || fail "it does not start with credentials."
  eventually secured
}

# ---- docs/operations.md, walked by somebody who has just installed the package

# The page has these words; what is done next is what they say.
told() {
  local words
  for words in "$@"; do
    grep -qF -- "$words" /usr/share/doc/prosa/operations.md || fail "docs/operations.md does not tell: $words"
  done
}

# Writes the settings of the service: those that come with it, and the lines $@; an operator's port among these in
# place of theirs.
settings() {
  case " $*" in
    *' admin = '*) grep -v '^admin = ' /root/shipped.properties >/etc/prosa/prosa.properties ;;
    *) cp /root/shipped.properties /etc/prosa/prosa.properties ;;
  esac
  [ $# = 0 ] || printf '%s\n' "$@" >>/etc/prosa/prosa.properties
}

# Writes the lines $@ into a drop-in of the service, as `systemctl edit prosa` does.
edit() {
  mkdir -p /etc/systemd/system/prosa.service.d
  printf '%s\n' '[Service]' "$@" >/etc/systemd/system/prosa.service.d/override.conf
  systemctl daemon-reload
}

# systemd allows five starts in ten seconds, which is fewer than what is tried here in that time.
restart() {
  systemctl reset-failed prosa
  systemctl restart prosa || { journal; fail "the service does not start."; }
}

# The answer of the operator's port to $1, with the further arguments of curl.
asked() {
  local path=$1
  shift
  curl --silent --show-error --max-time 10 "$@" "http://127.0.0.1:5556$path" || fail "curl $* $path: $?"
}

status_of() {
  curl --silent --output /dev/null --max-time 10 --write-out '%{http_code}' "$@"
}

# $1 has to contain $2.
has() {
  case $1 in
    *"$2"*) ;;
    *) fail "this has no '$2': $1" ;;
  esac
}

try_operations() {
  prosa=/usr/bin/prosa port=5555 log=/tmp/journal
  export LC_ALL=C.UTF-8 HOME=/root
  dpkg -i /trial/prosa_*_amd64.deb >/dev/null 2>&1 || fail "it cannot be installed."
  cp /etc/prosa/prosa.properties /root/shipped.properties
  cd /root
  walk_service
  walk_settings
  walk_operators_port
  walk_words
  walk_keys
  walk_restarts
  walk_load
}

walk_service() {
  told 'systemctl status prosa' 'journalctl -u prosa' 'journalctl -u prosa -p warning' 'exposure 1.1'
  eventually systemctl is-active --quiet prosa
  has "$(systemctl status prosa --no-pager)" 'active (running)'
  has "$(journalctl -u prosa --no-pager)" 'Prosa is open'
  journalctl -u prosa -p warning --no-pager | grep -q 'Prosa is open' && fail "what is no warning is told as one."
  has "$(systemd-analyze security prosa --no-pager 2>/dev/null)" 'Overall exposure level for prosa.service: 1.1'
  talk
  told 'AmbientCapabilities=CAP_NET_BIND_SERVICE' 'CapabilityBoundingSet=CAP_NET_BIND_SERVICE' 'PrivateUsers=false'
  settings 'port = 443'
  edit 'AmbientCapabilities=CAP_NET_BIND_SERVICE' 'CapabilityBoundingSet=CAP_NET_BIND_SERVICE' 'PrivateUsers=false'
  restart
  port=443
  talk
  rm -r /etc/systemd/system/prosa.service.d
  systemctl daemon-reload
  ! systemctl restart prosa 2>/dev/null || fail "it listens on 443 without the right to."
  journal
  grep -q '443' "$log" || fail "what is wrong with port 443 is not told."
  systemctl reset-failed prosa
  port=5555
  settings
  restart
  echo "trial: the service as the page has it, port 443 too"
}

# The server has read that a table has $1 seats.
reads() {
  [ "$(asked /state | jq .capacity)" = "$1" ]
}

walk_settings() {
  local printed
  told 'PROSA_CLASSIC_PORTS=21000-21999' 'classic-ports = 21000-21999' 'port = 5555                                   # default' \
    'kill -HUP' '--log-format json'
  settings 'capacity = 4'
  printed=$(PROSA_HOLD=1m PROSA_CLASSIC_PORTS=21000-21999 prosa config --config /etc/prosa/prosa.properties)
  has "$printed" 'port = 5555                                   # default'
  has "$printed" 'hold = 1m                                     # PROSA_HOLD'
  has "$printed" '# PROSA_CLASSIC_PORTS'
  grep -q '^capacity = 4 .*# /etc/prosa/prosa.properties, line ' <<<"$printed" || fail "the file is not told."
  kill -HUP "$(property MainPID)"
  eventually reads 4
  settings 'log-format = json'
  restart
  journalctl _SYSTEMD_UNIT=prosa.service --output cat --no-pager | grep '^{' | tail -n 1 |
    jq -e '."log.level" and .message' >/dev/null || fail "no line of the log is JSON."
  settings
  restart
  echo "trial: settings"
}

walk_operators_port() {
  local path
  told 'curl -X POST http://127.0.0.1:5556/actions/drain' 'openssl rand -hex 16' 'Authorization: Bearer TOKEN' \
    'Accept: application/openmetrics-text' 'prosa top --json | jq .alone' '`prosa health [HOST:PORT]`' 'POST /actions/…' \
    'close-room?room=Chat3' 'remove-seat?room=Chat3&place=2' 'block?network=203.0.113.0/24&minutes=60' \
    'unblock?network=203.0.113.0/24' 'emergency?level=…'
  for path in / /metrics /live /ready /state /history; do
    told "\`${path}\`"
    [ "$(status_of "http://127.0.0.1:5556$path")" = 200 ] || fail "the operator's port does not tell $path."
  done
  has "$(asked /metrics)" 'prosa_seats{state="seated"}'
  has "$(asked /metrics --header 'Accept: application/openmetrics-text')" '# EOF'
  has "$(prosa health)" ready
  has "$(prosa top --once)" 'people at a table'
  prosa top --json | jq -e '.alone >= 0' >/dev/null || fail "prosa top --json has no alone."
  asked '/actions/block?network=203.0.113.0/24&minutes=60' -X POST >/dev/null
  has "$(asked /state)" '203.0.113.0/24'
  asked '/actions/unblock?network=203.0.113.0/24' -X POST >/dev/null
  has "$(asked '/actions/emergency?level=slow-joins' -X POST)" slow-joins
  has "$(asked '/actions/emergency?level=normal' -X POST)" normal
  has "$(asked /actions/reload -X POST)" 'read again'
  [ "$(status_of -X POST 'http://127.0.0.1:5556/actions/close-room?room=Chat3')" = 404 ] || fail "there is a Chat3."
  openssl rand -hex 16 >/etc/prosa/token
  chown prosa /etc/prosa/token
  chmod 400 /etc/prosa/token
  settings 'admin = 0.0.0.0:5556' 'admin-token-file = /etc/prosa/token'
  restart
  [ "$(status_of http://127.0.0.1:5556/state)" = 401 ] || fail "no token is needed."
  has "$(asked /state --header "Authorization: Bearer $(cat /etc/prosa/token)")" '"capacity"'
  has "$(prosa health)" ready
  has "$(prosa top --once --token-file /etc/prosa/token)" 'people at a table'
  settings
  restart
  curl --silent -X POST http://127.0.0.1:5556/actions/drain >/dev/null
  eventually inactive
  [ "$(property ExecMainStatus)" = 0 ] || fail "a drain ended it with $(property ExecMainStatus)."
  systemctl start prosa
  echo "trial: the operator's port"
}

welcomed() {
  curl --silent http://127.0.0.1:5555/about | grep -q 'Come in.'
}

walk_words() {
  told 'curl http://HOST:5555/about' 'welcome.pt-BR.txt' '/about?pt-BR' '`/people`' '`/healthz`'
  echo 'Come in.' >/etc/prosa/welcome.txt
  echo 'Entre.' >/etc/prosa/welcome.pt-BR.txt
  echo 'Be kind.' >/etc/prosa/terms.txt
  settings 'name = Corner' 'contact = host@example.org' 'welcome = /etc/prosa/welcome.txt' 'terms = /etc/prosa/terms.txt'
  systemctl reload prosa
  eventually welcomed
  has "$(curl --silent 'http://127.0.0.1:5555/about?pt-BR')" 'Entre.'
  curl --silent http://127.0.0.1:5555/people | jq -e '.people >= 0' >/dev/null || fail "how many there are is not told."
  has "$(curl --silent http://127.0.0.1:5555/healthz)" ok
  settings
  systemctl reload prosa
  echo "trial: what the host says"
}

walk_keys() {
  local address
  told 'openssl pkcs8 -topk8 -nocrypt' 'prosa keygen server.key' '--curve-key server.key' '--curve required'
  openssl ecparam -genkey -name prime256v1 -noout -out old.key
  openssl req -x509 -key old.key -days 2 -subj /CN=localhost -out chat.crt 2>/dev/null
  ! prosa config --tls-cert chat.crt --tls-key old.key >/dev/null 2>key.err || fail "a key that is no PKCS #8 is taken."
  openssl pkcs8 -topk8 -nocrypt -in old.key -out chat.key
  prosa config --tls-cert chat.crt --tls-key chat.key >/dev/null || fail "what openssl pkcs8 makes is not taken."
  prosa keygen server.key >/dev/null
  user=root
  serve --curve-key server.key --curve required --admin none
  address=$(grep -o 'prosa://[^ ]*' "$log" | head -n 1)
  echo oi | prosa chat "${address/localhost/127.0.0.1}" --user Ana --wait 30s >/tmp/said 2>&1 || fail "nobody gets in with the key."
  kill -TERM "$server"
  wait "$server" || fail "the server ended with $?."
  echo "trial: keys"
}

walk_restarts() {
  local first
  told '--handover' '`LISTEN_FDS=1`' 'NonBlocking=yes'
  user=root port=5557
  prosa serve --handover --bind 127.0.0.1 --port "$port" --admin none >/tmp/first.log 2>&1 </dev/null &
  first=$!
  eventually grep -q 'Ctrl-C closes it' /tmp/first.log
  log=/tmp/second.log
  prosa serve --handover --bind 127.0.0.1 --port "$port" --admin none >"$log" 2>&1 </dev/null &
  server=$!
  wait "$first" || fail "the first process ended with $?."
  talk
  kill -TERM "$server"
  wait "$server" || fail "the server ended with $?."

  log=/tmp/journal port=5555
  systemctl stop prosa
  printf '%s\n' '[Socket]' 'ListenStream=127.0.0.1:5555' >/etc/systemd/system/prosa.socket
  edit 'NonBlocking=yes'
  systemctl start prosa.socket
  talk # it is started by the one who comes first
  systemctl is-active --quiet prosa || fail "the socket did not start it."
  systemctl restart --no-block prosa
  talk # and who comes meanwhile waits
  systemctl stop prosa.socket prosa
  rm -r /etc/systemd/system/prosa.socket /etc/systemd/system/prosa.service.d
  systemctl daemon-reload
  echo "trial: restarts without a refused connection"
}

walk_load() {
  told 'prosa serve --message-rate off --join-rate off --request-rate off --console off' \
    'prosa bench --protocol browser --users N --rate R --warmup 6s --time 8s --pid PID' '`--report FILE`' '`--json`'
  user=root
  serve --message-rate off --join-rate off --request-rate off --console off --admin none
  prosa bench "127.0.0.1:$port" --protocol browser --users 20 --rate 10 --warmup 1s --time 2s --pid "$server" \
    --json --report load.html >load.json || fail "the load was not carried by a server without limits."
  jq -e . load.json >/dev/null || fail "--json prints no JSON."
  has "$(head -c 200 load.html)" '<!DOCTYPE html>'
  kill -TERM "$server"
  wait "$server" || fail "the server ended with $?."
  echo "trial: the load tool"
}

# As HEALTHCHECK does.
health() {
  kill -TERM "$server"
  wait "$server" || fail "the server ended with $?."
  serve --admin 127.0.0.1:5556
  env -i "$prosa" health || fail "the health is not told."
  ! env -i "$prosa" health 127.0.0.1:9 || fail "nobody is told to be healthy."
}

case $1 in systemd | operations) ;; *) no_java ;; esac
"try_$1"
