package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import prosa.server.cluster.ClusterCodec.Envelope;
import prosa.server.cluster.ClusterCodec.MalformedMessage;

/** Any bytes from another node: refused, or a message that is written and read the same. */
final class ClusterCodecFuzzTest {
  @FuzzTest
  void anyBytesAreMalformedOrAMessage(byte[] bytes) {
    int version = ClusterCodec.versionOf(bytes);
    try {
      Envelope envelope = ClusterCodec.read(bytes);
      assertThat(version).isEqualTo(bytes[0]);
      byte[] written = ClusterCodec.write(envelope);
      assertThat(ClusterCodec.write(ClusterCodec.read(written))).isEqualTo(written);
    } catch (MalformedMessage e) {
      assertThat(e).hasMessageNotContaining("\n");
    }
  }
}
