package io.github.rocketmq.rebalance.simulation.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oracles see what is wrong: some mutants are found at once. All of them are sought by {@code -Dsim.mutants=true}. */
class MutantTests {

    private static final int SEEDS = 10;

    @ParameterizedTest
    @ValueSource(strings = {"no-lock", "no-drain", "no-reaping", "I1", "I8"})
    void aFaultThatIsBuiltInIsFound(String name) {
        Mutant mutant = Mutant.named(name);
        assertThat(Seeds.find(Scenario.named(mutant.scenario()), mutant, 1, SEEDS))
                .isPresent();
    }
}
