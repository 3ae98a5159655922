package io.github.rocketmq.rebalance.simulation.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seeds that found something wrong once. */
class SeedTests {

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "planned-lossy, 1, a late commit comes between the last commit and the next owner's look",
                "planned-lossy, 13, a commit that was just sent counts as unanswered",
                "planned-slow-network, 1, a late commit comes between the last commit and the next owner's look",
                "mixed, 1, a process that was stopped renews a lock with an old heartbeat",
                "mixed, 1211, pulls are lost until after the end of a run",
                "broker-restart, 1, a queue that waits for its broker is never given back",
                "broker-restart-clean, 2, an owner does not know where a broker that restarted listens",
                "broker-restart-clean, 3, an owner does not know where a broker that restarted listens",
                "broker-restart-clean, 34, what could not start under a doubted lease starts after what came later",
                "broker-restart-clean, 1012, a broker that is back in the route is not told who is there",
                "partition, 1, a commit without a lease",
                "pause, 1, a commit without a lease",
                "failover, 20, a commit without a lease"
            })
    void comesOutRight(String scenario, long seed, String foundThen) {
        Run.Result result = Run.of(Scenario.named(scenario), seed);
        assertThat(result.violations()).as(foundThen).isEmpty();
    }
}
