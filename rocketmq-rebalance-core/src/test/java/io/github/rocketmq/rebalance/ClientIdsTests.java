package io.github.rocketmq.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.allocation.MemberTag;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientIdsTests {

    private static final MemberTag TAG = new MemberTag("web-0", "eu-1a", 2);
    private static final InetAddress SHORT = address(10, 0, 0, 7);
    private static final InetAddress LONG = address(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    private static final InetAddress LINK_LOCAL = address(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    @Test
    void namesTheShortAddressAndElseTheLongOneThatOthersReach() {
        assertThat(ClientIds.text(List.of(LINK_LOCAL, LONG, SHORT))).isEqualTo("10.0.0.7");
        assertThat(ClientIds.text(List.of(LINK_LOCAL, LONG))).isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(ClientIds.text(List.of(LINK_LOCAL))).isEqualTo("127.0.0.1");
    }

    @Test
    void noTwoClientsOfAProcessShareANameUnlessTheyAreGivenOne() {
        assertThat(ClientIds.next("", TAG)).isNotEqualTo(ClientIds.next("", TAG));
        assertThat(ClientIds.next(" shop ", TAG).value()).endsWith("@shop~b1~web-0~z=eu-1a~w=2");
    }

    private static InetAddress address(int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
