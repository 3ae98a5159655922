package io.github.rocketmq.rebalance.simulation.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Some seeds of every class in every build; the profile {@code simulation} runs as many as one likes. */
class SimulationTests {

    private static final int SEEDS = 100;

    static Stream<String> classes() {
        return Scenario.ALL.stream().map(Scenario::name);
    }

    @ParameterizedTest
    @MethodSource("classes")
    void theOraclesFindNothingWrong(String name) {
        ClassResult result = Seeds.run(Scenario.named(name), 1, SEEDS);
        assertThat(result.failed().stream().limit(1).map(Seeds::report)).isEmpty();
    }
}
