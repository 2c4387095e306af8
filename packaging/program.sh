# shellcheck shell=bash disable=SC2154
# Makes the packages of the program; read by ./package.
#
# One folder is laid out, prosa/, and packed twice. Times, owners and the order of files are fixed; the
# caches of loaded classes (CDS archives) are dumped from the recorded lists in packaging/classes, since
# these dumps are the same each time, and AOT caches made in a training run are not: lib/train makes
# these where the program is installed.

readonly commands=(serve chat desktop any)

# The modules of the JDK that the jars use, and what is found by name only: character sets of
# terminals, screen readers.
readonly runtime_modules=java.base,java.desktop,java.logging,java.management,java.naming,jdk.accessibility,jdk.charsets,jdk.jfr,jdk.management,jdk.net,jdk.unsupported

# Gives everything below the folder $1 the time of the build: Java compares the times of jars and its
# own with those that a cache was made from.
fix_times() {
  find "$1" -depth -exec touch --no-dereference --date="$date" {} +
}

# Prints the list $1 of what Maven packed (CycloneDX) with the Java that is packed beside it, and without the
# libraries of other systems, which stay away.
bill_of_materials() {
  local runtime maker
  runtime=$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$jdk/release")
  maker=$(sed -n 's/^IMPLEMENTOR="\(.*\)"/\1/p' "$jdk/release")
  awk -v runtime="$runtime" -v maker="$maker" '
    function ends(last) {
      if (held != "") printf "%s%s\n", held, last ? "" : ","
      held = ""
    }
    /^  "(components|dependencies)" : \[$/ {
      print
      listing = 1
      if (/components/) {
        held = "    {\n      \"type\" : \"platform\",\n      \"bom-ref\" : \"openjdk\",\n" \
          "      \"publisher\" : \"" maker "\",\n      \"name\" : \"openjdk\",\n" \
          "      \"version\" : \"" runtime "\",\n" \
          "      \"description\" : \"The Java runtime, of which only the modules that are needed are packed\",\n" \
          "      \"licenses\" : [\n        {\n" \
          "          \"expression\" : \"GPL-2.0-only WITH Classpath-exception-2.0\"\n        }\n      ]\n    }"
      }
      next
    }
    listing && /^  \]/ {
      ends(1)
      listing = 0
    }
    !listing {
      print
      next
    }
    {
      each = each $0 "\n"
      if (/^    },?$/) {
        sub(/,?\n$/, "", each)
        match(each, /"(bom-)?ref" : "[^"]*"/)
        if (substr(each, RSTART, RLENGTH) !~ /classifier=(linux-aarch|osx|windows)/) {
          gsub(/\n *"[^"\n]*classifier=(linux-aarch|osx|windows)[^"\n]*",?/, "", each)
          sub(/,\n      \]/, "\n      ]", each)
          ends(0)
          held = each
        }
        each = ""
      }
    }' "$1"
}

# Lays out the program in the folder $1, but for its caches.
lay_out() {
  local into=$1 jar command build
  mkdir -p "$into/bin" "$into/lib/native" "$into/lib/flags" "$into/lib/classes" "$into/share/doc/prosa" \
    "$into/share/man/man1" "$into/share/bash-completion/completions" "$into/share/zsh/vendor-completions" \
    "$into/share/fish/vendor_completions.d" "$into/share/prosa"
  "$jdk/bin/jlink" --add-modules "$runtime_modules" --strip-java-debug-attributes --no-header-files \
    --no-man-pages --compress zip-6 --vm server --output "$into/lib/runtime" ||
    fail "jlink could not make the runtime."
  # Only java itself is run.
  find "$into/lib/runtime/bin" -type f ! -name java -delete
  local names=()
  while read -r jar; do
    case $jar in
      *-linux-x86_64.jar) # beside the jars, so that nothing is unpacked into /tmp at each start
        (cd "$work" && "$jdk/bin/jar" --extract --file "$OLDPWD/$jar" META-INF/native)
        mv "$work"/META-INF/native/*.so "$into/lib/native/" ;;
      *-linux-*.jar | *-osx-*.jar | *-windows-*.jar) ;;
      *) cp "$jar" "$into/lib/" && names+=("\$lib/${jar##*/}") ;;
    esac
  done < <(jars)
  local classpath
  classpath=$(IFS=: && printf '%s' "${names[*]}")
  build=$(cat "$into"/lib/*.jar | sha256sum | cut -c 1-12)
  sed "s|@CLASSPATH@|$classpath|; s|@BUILD@|$build|" packaging/launcher.sh >"$into/bin/prosa"
  sed "s|@BUILD@|$build|" packaging/train.sh >"$into/lib/train"
  chmod 755 "$into/bin/prosa" "$into/lib/train"
  for command in "${commands[@]}" bench; do jvm_flags "$command" >"$into/lib/flags/$command"; done
  local prosa=("$into/lib/runtime/bin/java" "@$into/lib/flags/any" -Xshare:off -XX:+UseSerialGC
    -cp "${classpath//\$lib/$into/lib}" prosa.app.Main)
  SOURCE_DATE_EPOCH=$(date --date="$date" +%s) "${prosa[@]}" man "$into/share/man/man1"
  "${prosa[@]}" completion bash >"$into/share/bash-completion/completions/prosa"
  "${prosa[@]}" completion zsh >"$into/share/zsh/vendor-completions/_prosa"
  "${prosa[@]}" completion fish >"$into/share/fish/vendor_completions.d/prosa.fish"
  cp LICENSE NOTICE docs/operations.md docs/protocol.md docs/terminal.md "$into/share/doc/prosa/"
  bill_of_materials "app/$built/bom.json" >"$into/share/doc/prosa/prosa.cdx.json"
  cp packaging/debian/prosa.properties packaging/debian/prosa.service "$into/share/prosa/"
  find "$into" -type d -exec chmod 755 {} +
  find "$into" -type f -perm /111 -exec chmod 755 {} +
  find "$into" -type f ! -perm /111 -exec chmod 644 {} +
  fix_times "$into"
}

# The class path of the program that is laid out in the folder $1, below the folder $2.
program_classpath() {
  sed -n 's/.*-cp "\(.*\)" prosa.app.Main.*/\1/p' "$1/bin/prosa" | sed "s|\$lib|$2|g"
}

# So much of everything that nothing is collected until the archive is written, and its size in it does not
# depend on the machine's memory: when soft references are cleared is a matter of time, and strings that
# only they keep, names in the manifests of jars, are in the cache or not.
readonly dump_memory=(-Xms384m -Xmx384m -Xmn256m -XX:MetaspaceSize=256m)

# Dumps the caches of the program that is laid out in the folder $1.
dump_caches() {
  local command flags classpath
  command -v setarch >/dev/null || fail "needs setarch (Debian: util-linux)."
  classpath=$(program_classpath "$1" lib) # relative, since a cache has it in it
  for command in "${commands[@]}" bench; do
    [ -e "packaging/classes/$command" ] || continue
    mapfile -t flags <"$1/lib/flags/$command"
    # Without random addresses, of which a few would be in the cache.
    (cd "$1" && setarch -R lib/runtime/bin/java "${flags[@]}" -XX:+UseSerialGC -Xshare:dump \
      "${dump_memory[@]}" "-Xlog:gc:file=$work/$command.gc" \
      "-XX:SharedClassListFile=$OLDPWD/packaging/classes/$command" \
      "-XX:SharedArchiveFile=lib/classes/$command.jsa" -cp "$classpath") >"$work/$command.log" 2>&1 ||
      { tail -n 5 "$work/$command.log" >&2; fail "the cache for $command could not be made."; }
    [ "$(grep -c Pause "$work/$command.gc")" = 1 ] ||
      { cat "$work/$command.gc" >&2; fail "the dump for $command needs more memory: it would not be the same each time."; }
    chmod 644 "$1/lib/classes/$command.jsa"
  done
  fix_times "$1/lib/classes"
}

# Packs the folder $1 into the tar.gz file $2.
pack_tar() {
  tar --create --directory "$(dirname "$1")" --sort=name --mtime="$date" --owner=0 --group=0 --numeric-owner \
    --format=ustar "$(basename "$1")" | gzip -n >"$2"
}

# Packs the folder $1, laid out as Debian's, into the .deb file $2.
pack_deb() {
  local size
  size=$(du --apparent-size -ks --exclude=DEBIAN "$1" | cut -f 1)
  sed -i "s/^Installed-Size:.*/Installed-Size: $size/" "$1/DEBIAN/control"
  (cd "$1" && find . -type f ! -path './DEBIAN/*' | LC_ALL=C sort | sed 's|^\./||' | xargs -d '\n' md5sum >DEBIAN/md5sums)
  chmod 644 "$1/DEBIAN/md5sums"
  fix_times "$1"
  SOURCE_DATE_EPOCH=$(date --date="$date" +%s) dpkg-deb --root-owner-group -Zgzip -z6 --build "$1" "$2" >/dev/null ||
    fail "dpkg-deb could not make $2."
}

# Copies the control files of the Debian package $1 to the folder $2, with the version in them.
debian_control() {
  local file
  mkdir -p "$2/DEBIAN"
  for file in packaging/debian/"$1".{control,preinst,postinst,prerm,postrm,conffiles}; do
    [ -e "$file" ] || continue
    sed "s/@VERSION@/$release/" "$file" >"$2/DEBIAN/${file##*.}"
    case $file in *inst | *rm) chmod 755 "$2/DEBIAN/${file##*.}" ;; *) chmod 644 "$2/DEBIAN/${file##*.}" ;; esac
  done
  install -D -m 644 packaging/debian/copyright "$2/usr/share/doc/$1/copyright"
}

# Compresses the manual pages below the folder $1 as Debian wants them.
compress_man() {
  find "$1" -name '*.1' -exec gzip -n -9 {} +
}

make_debs() {
  local program=$1 root=$work/deb desktop=$work/deb-desktop size
  debian_control prosa "$root"
  mkdir -p "$root/usr/bin" "$root/usr/lib/systemd/system" "$root/etc/prosa"
  cp -a "$program" "$root/usr/lib/prosa"
  mv "$root/usr/lib/prosa/share" "$root/usr/share.program"
  cp -a "$root/usr/share.program/." "$root/usr/share/"
  rm -rf "$root/usr/share.program" "$root/usr/share/prosa" "$root/usr/share/doc/prosa/LICENSE"
  compress_man "$root/usr/share/man"
  ln -s ../lib/prosa/bin/prosa "$root/usr/bin/prosa"
  install -m 644 packaging/debian/prosa.service "$root/usr/lib/systemd/system/prosa.service"
  install -m 644 packaging/debian/prosa.properties "$root/etc/prosa/prosa.properties"
  pack_deb "$root" "$out/prosa_${release}_amd64.deb"

  debian_control prosa-desktop "$desktop"
  install -D -m 644 packaging/desktop/prosa.desktop "$desktop/usr/share/applications/prosa.desktop"
  install -D -m 644 packaging/desktop/chat.prosa.Prosa.metainfo.xml "$desktop/usr/share/metainfo/chat.prosa.Prosa.metainfo.xml"
  install -D -m 644 web/src/main/resources/prosa/web/prosa.svg "$desktop/usr/share/icons/hicolor/scalable/apps/prosa.svg"
  for size in 192 512; do
    install -D -m 644 "web/src/main/resources/prosa/web/icon-$size.png" \
      "$desktop/usr/share/icons/hicolor/${size}x$size/apps/prosa.png"
  done
  find "$root" "$desktop" -type d -exec chmod 755 {} +
  pack_deb "$desktop" "$out/prosa-desktop_${release}_all.deb"
}

make_program() {
  local program=$work/prosa
  release=${version%-SNAPSHOT}
  rm -f "$out"/prosa-*.tar.gz "$out"/prosa*.deb "$out"/prosa-*.cdx.json
  lay_out "$program"
  dump_caches "$program"
  pack_tar "$program" "$out/prosa-$release-linux-x86_64.tar.gz"
  cp "$program/share/doc/prosa/prosa.cdx.json" "$out/prosa-$release.cdx.json"
  if command -v dpkg-deb >/dev/null; then
    make_debs "$program"
  else
    printf 'package: no dpkg-deb here, so no .deb files\n' >&2
  fi
  printf 'package: %s\n' "$out"/prosa*
}

# ---- The lists of classes ------------------------------------------------------------------------

# Waits until $1 stands in the file $2, for a minute, or until the process $3 is gone.
seen() {
  local tries
  for tries in {1..600}; do
    if grep -q "$1" "$2" 2>/dev/null; then return 0; fi
    kill -0 "$3" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}

# Sets `recorded` to a command that runs the program that is laid out in $program with the arguments after $1,
# and records the classes that it loads in the file $work/classes.$1, for the cache of that name.
recording() {
  local command=$1 flags
  mapfile -t flags <"$program/lib/flags/$command"
  shift
  recorded=("$program/lib/runtime/bin/java" "${flags[@]}" -XX:+UseSerialGC -Xshare:off -Dprosa.terminal=true
    "-Djava.library.path=$program/lib/native" "-XX:DumpLoadedClassList=$work/classes.$command"
    -cp "$(program_classpath "$program" "$program/lib")" prosa.app.Main "$@")
}

# A constant that is resolved by chance while an archive is dumped, and so has to be resolved always: the call of
# TreeNode.find to itself, for two keys of a map that have the same hash, identity hashes among them (JDK 25).
readonly by_chance='@cp java/util/HashMap$TreeNode 63'

# The product is run under load: a server to which classic, direct and browser members come, in the clear and
# over TLS, who talk, leave and are refused; somebody who chats at a terminal; a window.
record_classes() {
  local program=$work/prosa server port command tls=()
  lay_out "$program"
  if command -v openssl >/dev/null; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
      -addext subjectAltName=DNS:localhost -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
    tls=(--tls-cert "$work/cert.pem" --tls-key "$work/key.pem")
  fi
  recording serve serve --bind 127.0.0.1 --port 0 --admin 127.0.0.1:0 --message-rate off --join-rate off "${tls[@]}"
  "${recorded[@]}" >"$work/serve.log" 2>&1 </dev/null &
  server=$!
  seen 'Ctrl-C closes it' "$work/serve.log" "$server" || { cat "$work/serve.log" >&2; fail "the server did not start."; }
  port=$(sed -n 's/^ *127\.0\.0\.1:\([0-9]*\).*/\1/p' "$work/serve.log" | head -n 1)
  train "$port" "${tls[0]:+--tls}"
  kill -TERM "$server"
  wait "$server" || true
  recording any config
  "${recorded[@]}" >/dev/null
  recording desktop desktop --rehearse
  "${recorded[@]}" >"$work/desktop.log" 2>&1 </dev/null || cat "$work/desktop.log" >&2
  for command in "${commands[@]}" bench; do
    [ -s "$work/classes.$command" ] || continue
    printf '%s\n' "$by_chance" | LC_ALL=C sort -u - "$work/classes.$command" | grep -v '^#' >"packaging/classes/$command"
    printf 'package: %s: %s\n' "packaging/classes/$command" "$(wc -l <"packaging/classes/$command")"
  done
}

# Loads the server on the port $1; $2 is --tls if it has a certificate.
train() {
  local each
  if command -v script >/dev/null; then
    {
      seen 'Ana ›' "$work/chat.log" $$ && printf 'oi\r'
      seen 'Ana »' "$work/chat.log" $$
      printf '/who\r/invite\r/quit\r'
    } | TERM=xterm-256color timeout 120 script -qefc \
      "stty cols 100 rows 30; exec $(printf '%q ' "$program/lib/runtime/bin/java") $(tr '\n' ' ' <"$program/lib/flags/chat") -XX:+UseSerialGC -Xshare:off -Dprosa.terminal=true -XX:DumpLoadedClassList=$work/classes.chat -Djava.library.path=$program/lib/native -cp $(program_classpath "$program" "$program/lib") prosa.app.Main chat 127.0.0.1:$1 --user Ana --language en" \
      "$work/chat.log" >/dev/null 2>&1 || fail "the chat at a terminal did not end."
  fi
  local load=(--users 30 --warmup 2s --time 4s)
  recording bench bench "127.0.0.1:$1" --protocol classic --churn 3 --report "$work/load.html" "${load[@]}"
  "${recorded[@]}" >"$work/bench.log" 2>&1 ||
    { cat "$work/bench.log" >&2; fail "the load could not be made."; }
  for each in "direct --churn 3" "browser --churn 3" "browser --rate 200 ${2:-}"; do
    # shellcheck disable=SC2086
    "$program/lib/runtime/bin/java" -XX:+UseSerialGC -cp "$(program_classpath "$program" "$program/lib")" prosa.app.Main \
      bench "127.0.0.1:$1" --protocol $each "${load[@]}" >"$work/bench.log" 2>&1 ||
      { cat "$work/bench.log" >&2; fail "the load could not be made."; }
  done
}
