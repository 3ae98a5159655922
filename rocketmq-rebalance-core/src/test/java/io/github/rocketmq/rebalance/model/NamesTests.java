package io.github.rocketmq.rebalance.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTests {

    @Test
    void takesEveryCharacterThatBrokersTake() {
        String name = "%RETRY%az-AZ_09|x";

        assertThat(new Topic(name)).hasToString(name);
        assertThat(new ConsumerGroup(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void refusesAnEmptyName(String name) {
        assertThatThrownBy(() -> new Topic(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("topic is empty; give it a name of 1 to 127 characters");
        assertThatThrownBy(() -> new ConsumerGroup(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("consumer group is empty; give it a name of 1 to 120 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"or.ers", "or ers", "or/ers", "or\u00e9ers", "or@ers", "or[ers", "or`ers", "or{ers", "or:ers"})
    void refusesACharacterThatBrokersRefuseAndSaysWhere(String name) {
        assertThatThrownBy(() -> new Topic(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("topic '" + name + "' contains '" + name.charAt(2)
                        + "' at position 2; use only letters, digits, '_', '-', '%' and '|'");
    }

    @Test
    void takesTheLongestNameAndRefusesALongerOne() {
        assertThat(new Topic("t".repeat(127)).name()).hasSize(127);
        assertThat(new ConsumerGroup("g".repeat(120)).name()).hasSize(120);
        assertThatThrownBy(() -> new Topic("t".repeat(128)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("topic '" + "t".repeat(128)
                        + "' has 128 characters, but brokers accept at most 127; shorten it");
        assertThatThrownBy(() -> new ConsumerGroup("g".repeat(121)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("consumer group '" + "g".repeat(121)
                        + "' has 121 characters, but brokers accept at most 120; shorten it");
    }

    @Test
    void refusesTheGroupThatApacheReserves() {
        assertThatThrownBy(() -> new ConsumerGroup("DEFAULT_CONSUMER"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("consumer group 'DEFAULT_CONSUMER' is reserved by RocketMQ; choose a name of your own");
    }

    @Test
    void namesTheTopicsThatBrokersKeepForAGroup() {
        ConsumerGroup group = new ConsumerGroup("billing");

        assertThat(group.retryTopic()).isEqualTo("%RETRY%billing");
        assertThat(group.deadLetterTopic()).isEqualTo("%DLQ%billing");
        assertThat(Topic.isRetry(group.retryTopic())).isTrue();
        assertThat(Topic.isRetry(group.deadLetterTopic())).isFalse();
        assertThat(Topic.isRetry("orders")).isFalse();
    }

    @Test
    void ordersClientIdsAsText() {
        assertThat(new ClientId("10.0.0.10@1")).isLessThan(new ClientId("10.0.0.9@1"));
        assertThat(new ClientId("10.0.0.9@1")).hasToString("10.0.0.9@1");
        assertThatThrownBy(() -> new ClientId(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("client id is empty; brokers could not tell this client from another");
    }
}
