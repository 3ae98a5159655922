package io.github.rocketmq.rebalance.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsumeResultTests {

    @Test
    void retriesWhenTheBrokerWantsUnlessADelayIsAskedFor() {
        assertThat(ConsumeResult.retry()).isEqualTo(new ConsumeResult.RetryLater(Duration.ZERO));
        assertThat(ConsumeResult.retryAfter(Duration.ofSeconds(7)))
                .isEqualTo(new ConsumeResult.RetryLater(Duration.ofSeconds(7)));
    }

    @Test
    void refusesANegativeDelay() {
        assertThatThrownBy(() -> ConsumeResult.retryAfter(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retry delay PT-1S is negative");
    }
}
