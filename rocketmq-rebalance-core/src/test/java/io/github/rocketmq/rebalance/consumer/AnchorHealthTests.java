package io.github.rocketmq.rebalance.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.remote.BrokerAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnchorHealthTests {

    private static final BrokerAddress A = new BrokerAddress("a", 10911);
    private static final BrokerAddress B = new BrokerAddress("b", 10911);
    private static final BrokerAddress C = new BrokerAddress("c", 10911);
    private static final List<BrokerAddress> RANKED = List.of(A, B, C);

    private final AnchorHealth health = new AnchorHealth();

    @Test
    void oneFailureChangesNothingAndTheSecondPutsAMasterBehindTheOthers() {
        health.failed(A, 0);
        assertThat(health.isGivenUp(A)).isFalse();
        assertThat(health.healthyFirst(RANKED, 0)).isEqualTo(RANKED);

        health.failed(A, 10);
        assertThat(health.isGivenUp(A)).isTrue();
        assertThat(health.healthyFirst(RANKED, 10)).containsExactly(B, C, A);
    }

    @Test
    void anAnswerInBetweenMakesFailuresForgotten() {
        health.failed(A, 0);
        health.answered(A);
        health.failed(A, 10);

        assertThat(health.healthyFirst(RANKED, 10)).isEqualTo(RANKED);
    }

    @Test
    void failuresAreForgottenAfterAMinute() {
        health.failed(A, 0);
        health.failed(A, 1000);

        assertThat(health.healthyFirst(RANKED, 60_999)).containsExactly(B, C, A);
        assertThat(health.healthyFirst(RANKED, 61_000)).isEqualTo(RANKED);
    }

    @Test
    void ifAllFailTheOrderIsTheOldOne() {
        for (BrokerAddress each : List.of(C, A, B, B, C, A)) {
            health.failed(each, 0);
        }

        assertThat(health.healthyFirst(RANKED, 0)).isEqualTo(RANKED);
    }
}
