package io.github.rocketmq.rebalance.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClientOptionsTests {

    @Test
    void needsNothingButANameServer() {
        ClientOptions options =
                ClientOptions.builder().nameServers("127.0.0.1:9876").build();

        assertThat(options.nameServers()).containsExactly("127.0.0.1:9876");
        assertThat(options.heartbeatInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.ioThreads()).isBetween(1, 4);
    }

    @Test
    void refusesToBeWithoutANameServerAndSaysWhereItLooked() {
        assertThatThrownBy(() -> ClientOptions.builder().build(places(Map.of(), Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no name server is given; name at least one as host:port in ClientOptions.nameServers, in"
                        + " the system property rocketmq.namesrv.addr or in the environment variable NAMESRV_ADDR");
    }

    @Test
    void takesNameServersFromThePropertyThenFromTheEnvironment() {
        Map<String, String> property = Map.of("rocketmq.namesrv.addr", "a:1; b:2 ;;");
        Map<String, String> environment = Map.of("NAMESRV_ADDR", "c:3;d:4");

        assertThat(ClientOptions.builder().build(places(property, environment)).nameServers())
                .containsExactly("a:1", "b:2");
        assertThat(ClientOptions.builder()
                        .build(places(Map.of("rocketmq.namesrv.addr", " ; "), environment))
                        .nameServers())
                .containsExactly("c:3", "d:4");
        assertThat(ClientOptions.builder()
                        .nameServers("e:5")
                        .build(places(property, environment))
                        .nameServers())
                .containsExactly("e:5");
    }

    @Test
    void readsThePropertyOfThisProcess() {
        System.setProperty("rocketmq.namesrv.addr", "f:6");
        try {
            assertThat(ClientOptions.builder().build().nameServers()).containsExactly("f:6");
        } finally {
            System.clearProperty("rocketmq.namesrv.addr");
        }
    }

    private static NameServerDiscovery places(Map<String, String> properties, Map<String, String> environment) {
        return new NameServerDiscovery(properties::get, environment::get);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outsideTheirRange")
    void refusesAValueOutsideItsRange(String message, UnaryOperator<ClientOptions.Builder> change) {
        ClientOptions.Builder builder = change.apply(ClientOptions.builder().nameServers("127.0.0.1:9876"));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> outsideTheirRange() {
        return Stream.of(
                refused(
                        "requestTimeout is PT0.099S; choose a value from PT0.1S to PT10M",
                        b -> b.requestTimeout(Duration.ofMillis(99))),
                refused(
                        "connectTimeout is PT11M; choose a value from PT0.1S to PT10M",
                        b -> b.connectTimeout(Duration.ofMinutes(11))),
                refused(
                        "heartbeatInterval is PT2M; choose a value from PT1S to PT1M",
                        b -> b.heartbeatInterval(Duration.ofMinutes(2))),
                refused(
                        "routeRefreshInterval is PT0S; choose a value from PT1S to PT1H",
                        b -> b.routeRefreshInterval(Duration.ZERO)),
                refused(
                        "namespace 'my%shop' is no namespace; use only letters, digits, '_' and '-'",
                        b -> b.namespace("my%shop")),
                refused(
                        "namespaceV2 'my shop' is no namespace; use only letters, digits, '_' and '-'",
                        b -> b.namespaceV2("my shop")),
                refused(
                        "instanceName 'my~shop' has a '~', behind which client ids name the allocation key; use another"
                                + " character",
                        b -> b.instanceName("my~shop")),
                refused(
                        "allocationKey 'web@0' cannot stand in a client id; use at most 100 letters, digits, '.', '_' and"
                                + " '-'",
                        b -> b.allocationKey("web@0")),
                refused(
                        "zone 'eu 1a' cannot stand in a client id; use at most 100 letters, digits, '.', '_' and '-'",
                        b -> b.zone("eu 1a")),
                refused("weight is 0; choose a value from 1 to 100", b -> b.weight(0)),
                refused("weight is 101; choose a value from 1 to 100", b -> b.weight(101)),
                refused("ioThreads is 0; choose a value from 1 to 256", b -> b.ioThreads(0)));
    }

    private static Arguments refused(String message, UnaryOperator<ClientOptions.Builder> change) {
        return Arguments.of(message, change);
    }
}
