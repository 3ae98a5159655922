package io.github.rocketmq.rebalance.processing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PopBackoffTests {

    @Test
    void growsByApachesLevelsAndStaysAtTheLast() {
        assertThat(IntStream.range(0, 18).mapToLong(times -> PopBackoff.delay(Duration.ZERO, times)
                        .toSeconds()))
                .containsExactly(
                        10L, 30L, 60L, 120L, 180L, 240L, 300L, 360L, 420L, 480L, 540L, 600L, 1200L, 1800L, 3600L, 7200L,
                        7200L, 7200L);
    }

    @Test
    void takesTheWishedDelayExactlyUpToTwoHours() {
        assertThat(PopBackoff.delay(Duration.ofMillis(1500), 7)).isEqualTo(Duration.ofMillis(1500));
        assertThat(PopBackoff.delay(Duration.ofHours(5), 0)).isEqualTo(Duration.ofHours(2));
    }
}
