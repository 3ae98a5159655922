package io.github.rocketmq.rebalance.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAddressTests {

    @ParameterizedTest
    @CsvSource({
        "broker.example:10911, broker.example, 10911, broker.example:10911",
        "10.0.0.1:9876, 10.0.0.1, 9876, 10.0.0.1:9876",
        "' 10.0.0.1 : 9876 ', 10.0.0.1, 9876, 10.0.0.1:9876",
        "[::1]:9876, ::1, 9876, [::1]:9876",
        "[2001:db8::a]:10911, 2001:db8::a, 10911, [2001:db8::a]:10911",
        "2001:db8::a:10911, 2001:db8::a, 10911, [2001:db8::a]:10911"
    })
    void namesAndAddressesOfBothKindsAreRead(String text, String host, int port, String shown) {
        BrokerAddress address = BrokerAddress.parse(text);

        assertThat(address).isEqualTo(new BrokerAddress(host, port)).hasToString(shown);
        assertThat(BrokerAddress.parse(shown)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host:", ":9876", "host:0", "host:65536", "host:port", "[]:9876"})
    void whatIsNoHostAndPortIsRefused(String text) {
        assertThatThrownBy(() -> BrokerAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not of the form host:port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "2001:db8:0:0:0:0:0:1", "a:b:c", "http://host:9876"})
    void anAddressWithoutItsPortIsNotTakenApartAtAnyColon(String text) {
        assertThatThrownBy(() -> BrokerAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("in brackets, as in [::1]:9876");
    }

    @Test
    void sortedByHostAndThenByPort() {
        assertThat(new BrokerAddress("a", 2)).isLessThan(new BrokerAddress("b", 1));
        assertThat(new BrokerAddress("a", 2)).isGreaterThan(new BrokerAddress("a", 1));
    }
}
