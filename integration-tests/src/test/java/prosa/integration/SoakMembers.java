package prosa.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The members of a long test: direct ones with a thread each, and crowds of classic ones. */
abstract class SoakMembers {
  final long seed;
  final Random chance;

  /** The promises that were broken. */
  final Queue<String> faults = new ConcurrentLinkedQueue<>();

  final SoakClient.Counts counts = new SoakClient.Counts();
  final List<SoakClient> sitters = new ArrayList<>();
  final List<PythonClassicMembers> crowds = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  SoakMembers(long seed) {
    this.seed = seed;
    this.chance = new Random(seed);
  }

  /** Runs a direct member on a thread of its own. */
  final void sit(DirectPeer peer) {
    SoakClient sitter = new SoakClient(peer, chance.nextLong(), counts, faults);
    sitters.add(sitter);
    threads.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try (peer) {
                    sitter.run();
                  }
                }));
  }

  /** Ends all of them. */
  final void leave() throws InterruptedException {
    sitters.forEach(SoakClient::end);
    for (Thread thread : threads) {
      thread.join();
    }
    crowds.forEach(PythonClassicMembers::close);
    sitters.clear();
    threads.clear();
    crowds.clear();
  }
}
