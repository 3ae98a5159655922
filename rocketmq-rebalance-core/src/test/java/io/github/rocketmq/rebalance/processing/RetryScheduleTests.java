package io.github.rocketmq.rebalance.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryScheduleTests {

    @ParameterizedTest
    @CsvSource({
        "1,PT1S",
        "2,PT5S",
        "3,PT10S",
        "4,PT30S",
        "5,PT1M",
        "6,PT2M",
        "7,PT3M",
        "8,PT4M",
        "9,PT5M",
        "10,PT6M",
        "11,PT7M",
        "12,PT8M",
        "13,PT9M",
        "14,PT10M",
        "15,PT20M",
        "16,PT30M",
        "17,PT1H",
        "18,PT2H"
    })
    void everyDelayOfTheBrokerIsALevel(int level, Duration delay) {
        assertThat(RetrySchedule.delayOf(level)).isEqualTo(delay);
        assertThat(RetrySchedule.levelOf(delay)).isEqualTo(level);
        assertThat(RetrySchedule.levelOf(delay.minusNanos(1))).isEqualTo(level);
        assertThat(RetrySchedule.levelOf(delay.plusNanos(1))).isEqualTo(Math.min(level + 1, 18));
    }

    @Test
    void zeroLeavesTheChoiceToTheBroker() {
        assertThat(RetrySchedule.levelOf(Duration.ZERO)).isEqualTo(RetrySchedule.BROKERS_CHOICE);
    }

    @Test
    void theShortestDelayIsTheFirstLevel() {
        assertThat(RetrySchedule.levelOf(Duration.ofNanos(1))).isEqualTo(1);
    }

    @Test
    void whatIsLongerThanTheHighestLevelBecomesTheHighestLevel() {
        assertThat(RetrySchedule.levelOf(Duration.ofDays(1))).isEqualTo(18);
        assertThat(RetrySchedule.levelOf(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(18);
    }

    @Test
    void refusesANegativeDelay() {
        assertThatThrownBy(() -> RetrySchedule.levelOf(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retry delay PT-1S is negative");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 19})
    void refusesALevelThatBrokersDoNotHave(int level) {
        assertThatThrownBy(() -> RetrySchedule.delayOf(level))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("delay level " + level + " is not between 1 and 18");
    }
}
