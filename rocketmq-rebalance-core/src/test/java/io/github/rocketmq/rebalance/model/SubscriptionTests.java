package io.github.rocketmq.rebalance.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionTests {

    @Test
    void takesEverythingWithAStar() {
        Subscription all = Subscription.all("orders");

        assertThat(all.takesAll()).isTrue();
        assertThat(all.tags()).isEmpty();
        assertThat(all.accepts(null)).isTrue();
        assertThat(all.accepts("paid")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "*", " * "})
    void readsABlankExpressionAsAStar(String expression) {
        assertThat(Subscription.tags("orders", expression)).isEqualTo(Subscription.all("orders"));
    }

    @Test
    void splitsTrimsAndSortsTags() {
        assertThat(Subscription.tags("orders", " refunded||paid || paid|| ").tags())
                .containsExactly("paid", "refunded");
    }

    @Test
    void acceptsOnlyItsTags() {
        Subscription paid = Subscription.tags("orders", "paid || refunded");

        assertThat(paid.accepts("paid")).isTrue();
        assertThat(paid.accepts(" refunded ")).isTrue();
        assertThat(paid.accepts("cancelled")).isFalse();
        assertThat(paid.accepts(null)).isFalse();
        assertThat(paid.takesAll()).isFalse();
    }

    @Test
    void leavesConditionsToTheBroker() {
        Subscription condition = Subscription.sql92("orders", "amount > 10");

        assertThat(condition.tags()).isEmpty();
        assertThat(condition.takesAll()).isFalse();
        assertThat(condition.accepts(null)).isTrue();
    }

    @Test
    void refusesAnExpressionOfSeparatorsOnly() {
        assertThatThrownBy(() -> Subscription.tags("orders", "|| ||"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("subscription of topic 'orders' has the tag expression '|| ||' without any tag;"
                        + " write 'TagA || TagB' or '*'");
    }

    @Test
    void refusesATopicThatBrokersRefuse() {
        assertThatThrownBy(() -> Subscription.all("or ders"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("topic 'or ders' contains ' ' at position 2");
    }
}
