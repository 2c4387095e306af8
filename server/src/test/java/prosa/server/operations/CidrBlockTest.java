package prosa.server.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrBlockTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.0/8, 127.9.9.9, true",
    "127.0.0.0/8, 128.0.0.1, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "10.0.0.128/25, 10.0.0.127, false",
    "10.0.0.128/25, 10.0.0.129, true",
    "::ffff:10.0.0.0/104, 10.9.9.9, true",
    "::ffff:10.0.0.0/104, 11.0.0.1, false",
    "::ffff:10.1.2.3, 10.1.2.3, true",
    "::ffff:10.1.2.3, 10.1.2.4, false",
    "::1, ::1, true",
    "2001:db8::/32, 2001:db8:1::7, true",
    "2001:db8::/32, 2001:db9::7, false",
    "10.0.0.0/8, 2001:db8::1, false"
  })
  void blockContainsItsAddressesAndNoOthers(String block, String address, boolean inside)
      throws UnknownHostException {
    assertThat(CidrBlock.parse(block).contains(InetAddress.getByName(address))).isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/8, 10.0.0.0/8",
    "198.51.100.129/25, 198.51.100.128/25",
    "1.2.3.4/0, 0.0.0.0/0",
    "1.2.3.4, 1.2.3.4/32",
    "::ffff:10.1.2.3/104, 10.0.0.0/8",
    "2001:db8::7:5/64, 2001:db8:0:0:ABCD::/64",
    "2001:db8::ff/121, 2001:db8::80/121",
    "::1/0, ffff::/0"
  })
  void aBlockIsTheSameByEachOfItsAddresses(String one, String other) {
    assertThat(CidrBlock.parse(one))
        .isEqualTo(CidrBlock.parse(other))
        .hasToString(CidrBlock.parse(other).toString());
  }

  @Test
  void mappedAddressIsTheIpv4Address() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    mapped[12] = 10;
    mapped[15] = 7;
    InetAddress address =
        java.net.Inet6Address.getByAddress(null, mapped, -1); // keeps the IPv6 form
    assertThat(address).isInstanceOf(java.net.Inet6Address.class);
    assertThat(CidrBlock.plain(address).getHostAddress()).isEqualTo("10.0.0.7");
    assertThat(CidrBlock.parse("10.0.0.0/8").contains(address)).isTrue();
    assertThat(CidrBlock.limitKey(address)).isEqualTo("10.0.0.7");
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "::1, 0:0:0:0::/64",
    "2001:db8:0:a1::7, 2001:db8:0:a1::/64",
    "2001:db8:0:a1:ffff:ffff:ffff:ffff, 2001:db8:0:a1::/64",
    "fe80::1, fe80:0:0:0::/64"
  })
  void addressIsLimitedByWhatItsHostCannotChoose(String address, String key) {
    assertThat(CidrBlock.limitKey(InetAddress.ofLiteral(address))).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0.0/33",
        "10.0.0/x",
        "::/129",
        "10.0.0.0/-1",
        "::ffff:10.0.0.0/8",
        "::ffff:10.0.0.0/129",
        "a",
        "192.168/16",
        "10.1",
        "10/8",
        "010.0.0.0/8",
        "256.0.0.0/8",
        "10.0.0.0/+8",
        "10.0.0.0/ 8",
        "10.0.0.0/",
        "10.0.0.0/8/8",
        "dead.beef",
        "1:2:3/16",
        ":::/8",
        "::1%lo"
      })
  void whatIsNoBlockIsOneSentence(String text) {
    assertThatThrownBy(() -> CidrBlock.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .isNotBlank()
        .doesNotContain("\n");
  }
}
