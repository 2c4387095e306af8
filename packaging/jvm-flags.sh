# shellcheck shell=sh
# The flags of the JVM, all of them, for ./prosa and for the packages; read by a shell, not run.

# Prints the flags for the command $1, one a line. A cache of loaded classes holds for these flags.
jvm_flags() {
  # The JVM's own words go to standard error, and none are about a cache that does not fit.
  echo -Xlog:disable
  echo -Xlog:all=warning:stderr
  echo -Xlog:aot*=off:stderr
  echo -Xlog:cds*=off:stderr
  echo -Xlog:os+thread*=off:stderr # Prosa says itself if there are too few threads
  echo -XX:+UseCompactObjectHeaders
  echo -XX:+UnlockDiagnosticVMOptions # for the next: no page of the cache is copied to fit a random address
  echo -XX:ArchiveRelocationMode=0
  echo -XX:+ExitOnOutOfMemoryError
  echo -XX:+DisplayVMOutputToStderr # where it says so: standard output is what was said
  echo -XX:-HeapDumpOnOutOfMemoryError # nothing that was said may reach a disk
  echo -XX:-CreateCoredumpOnCrash
  echo -XX:ErrorFile=/dev/null # a report of a crash has what was in registers and on stacks
  echo -XX:-DumpReplayDataOnError
  echo --enable-native-access=ALL-UNNAMED # Netty's epoll
  echo --sun-misc-unsafe-memory-access=allow # Netty is slower without, and says so on Java 25
  echo -Dfile.encoding=UTF-8
  # Whoever looks for a class or a service that is not there opens every jar for it, and reads its list of files.
  echo -Dpicocli.disable.closures=true # of Groovy
  echo '-Dpicocli.converters.excludes=java.*' # by reflection; flags have readers of their own
  echo -Djdk.reflect.useNativeAccessorOnly=true # a method that is called once by reflection has no class made for it
  echo -Dslf4j.provider=prosa.logging.LogServiceProvider
  echo -Dslf4j.internal.verbosity=WARN # or it says that it was told so
  [ "$(uname)" != Linux ] || echo -Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.EPollSelectorProvider
  case $1 in
    serve | bench) echo -Xlog:async ;; # no thread of the JVM waits for a standard error that nobody reads
    desktop) # a small young generation: a talk makes much garbage and keeps little; and WM_CLASS, by which docks know a window
      echo -Xmn16m
      [ "$(uname)" != Linux ] || echo --add-opens=java.desktop/sun.awt.X11=ALL-UNNAMED ;;
  esac
  case $1 in
    bench) # what it costs to make the load is not to be what is measured
      echo -Dio.netty.jfr.enabled=false
      echo -Dio.netty.leakDetection.level=disabled
      echo -Dio.netty.buffer.checkBounds=false
      echo -Dio.netty.buffer.checkAccessible=false ;;
    serve) # little memory while few are there, and what was taken for many is given back (HeapTrimmer in server/)
      echo -Xms8m
      echo -Dio.netty.jfr.enabled=false
      echo -XX:NewSize=3m
      echo -XX:MaxNewSize=6m
      echo -XX:SurvivorRatio=4
      echo -XX:MinHeapFreeRatio=5
      echo -XX:MaxHeapFreeRatio=15
      echo -XX:-ShrinkHeapInSteps
      echo -Dio.netty.allocator.maxOrder=5 # chunks of 256 KiB: what a buffer is taken from is resident as a whole
      # The optimizing compiler waits three times as long: it would take more than a company's talk does, and most of it is for nothing.
      echo -XX:Tier4InvocationThreshold=15000
      echo -XX:Tier4MinInvocationThreshold=1800
      echo -XX:Tier4CompileThreshold=45000
      echo -XX:Tier4BackEdgeThreshold=120000
      echo -XX:TrimNativeHeapInterval=5000 ;; # milliseconds; the C library keeps what the compilers took at the start
    *) # gone soon, or waiting for somebody to type; and nobody records Netty's events there
      echo -XX:TieredStopAtLevel=1
      echo -Dio.netty.jfr.enabled=false ;;
  esac
}

# Prints the flag of the collector, unless the user's flags $1 name one: one collector only.
jvm_collector() {
  case " $1 " in
    *" -XX:+Use"*GC" "*) ;;
    *) echo -XX:+UseSerialGC ;;
  esac
}
