package io.github.rocketmq.rebalance.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingMessageTests {

    private final OutgoingMessage message = OutgoingMessage.of("orders", new byte[] {1});

    @Test
    void keepsWhatBrokersReadAsProperties() {
        OutgoingMessage full = message.withTag("paid")
                .withKeys("o-1", "c-7")
                .withDelayLevel(18)
                .withProperty("colour", "red");

        assertThat(full.property("TAGS")).isEqualTo("paid");
        assertThat(full.property("KEYS")).isEqualTo("o-1 c-7");
        assertThat(full.property("DELAY")).isEqualTo("18");
        assertThat(full.property("colour")).isEqualTo("red");
        assertThat(full.property("size")).isNull();
        assertThat(message.properties()).as("the original").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 19})
    void refusesADelayLevelThatBrokersDoNotHave(int level) {
        assertThatThrownBy(() -> message.withDelayLevel(level))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("delay level " + level + " is not between 1 and 18");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\u0001b", "\u0002"})
    void refusesTextThatWouldTearTheStoredPropertiesApart(String text) {
        assertThatThrownBy(() -> message.withProperty("colour", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("message property 'colour' is empty or contains a separator character (U+0001, U+0002);"
                        + " brokers could not store it");
        assertThatThrownBy(() -> message.withProperty(text, "red")).isInstanceOf(IllegalArgumentException.class);
    }
}
