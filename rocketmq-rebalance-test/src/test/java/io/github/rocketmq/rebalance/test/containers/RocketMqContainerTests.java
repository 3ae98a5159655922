package io.github.rocketmq.rebalance.test.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

/** What would be run; no Docker is asked. */
class RocketMqContainerTests {

    @Test
    void theBrokerAdvertisesThePortThatTheHostHasOutside() {
        RocketMqContainer container = on("docker.example");
        container.configure();
        String brokerPort = container.brokerAddress().substring("docker.example:".length());

        assertThat(container.getExposedPorts()).contains(RocketMqContainer.NAME_SERVER_PORT);
        assertThat(container.getPortBindings()).containsExactly(brokerPort + ":" + brokerPort + "/tcp");
        assertThat(container.getCommandParts()).startsWith("sh", "-c").hasSize(3);
        assertThat(container.getCommandParts()[2])
                .contains("brokerIP1=docker.example\\nlistenPort=" + brokerPort + "\\n")
                .contains("(sh mqnamesrv &) && exec sh mqbroker -n 127.0.0.1:9876 -c /tmp/broker.conf");
    }

    @Test
    void serversAskForMuchLessThanApachesScriptsDo() {
        RocketMqContainer container = on("docker.example");
        container.configure();

        assertThat(container.getEnvMap().get("JAVA_OPT_EXT"))
                .contains("-Xmx512m")
                .contains("-XX:-AlwaysPreTouch");
    }

    @Test
    void aLocalDockerIsReachedByAddress() {
        assertThat(on("localhost").brokerAddress()).startsWith("127.0.0.1:");
    }

    @Test
    void twoContainersHaveDifferentBrokerPorts() {
        assertThat(on("localhost").brokerAddress()).isNotEqualTo(on("localhost").brokerAddress());
    }

    @Test
    void anImageOfSomethingElseIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new RocketMqContainer("rabbitmq:4"))
                .withMessageContaining("apache/rocketmq");
    }

    private static RocketMqContainer on(String host) {
        return new RocketMqContainer("apache/rocketmq:5.3.3") {
            @Override
            public String getHost() {
                return host;
            }
        };
    }
}
