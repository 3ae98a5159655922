package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a group under load makes of a broker that is stopped as an operator does and started again on its files. */
class BrokerRestartBrokerTests {

    private static final int RATE = 1000;
    private static final int QUEUES_PER_BROKER = 8;

    /** By default 30 s; with less, all members see the topic without the broker's queues, which is the harder case. */
    private static final LoadMember.Kind KIND = OurLoadMember.askingForRoutesEvery(Duration.ofSeconds(5));

    @Test
    void nothingIsLostAndNothingComesTwiceWhenOneOfTwoBrokersIsRestarted() {
        try (VersionedCluster cluster = new VersionedCluster(2)) {
            LoadGroup group = new LoadGroup(cluster, QUEUES_PER_BROKER);
            Duration balanced;
            int failedSends;
            try (group;
                    SteadyProducer producer = group.produce(RATE)) {
                long since = group.begin();
                for (String name : new String[] {"one", "two", "three"}) {
                    group.start(group.member(KIND, name));
                }
                group.awaitBalanced("balance of the first members", since);
                LoadGroup.pass(Duration.ofSeconds(6));

                cluster.stopBroker("broker-b");
                cluster.startBroker("broker-b");
                long back = group.begin();
                balanced = group.awaitBalanced("balance after the restart", back);

                LoadGroup.pass(Duration.ofSeconds(2));
                producer.finish();
                failedSends = producer.failedSends();
                group.awaitAllDone();
            }
            DeliveryTally tally = group.log().tally();
            System.out.printf(
                    "broker restart: %s failed sends=%d balanced after its registration=%.2fs%n",
                    tally, failedSends, balanced.toNanos() / 1e9);
            assertThat(tally.lost()).isZero();
            assertThat(tally.duplicates()).as(tally.describe()).isZero();
            assertThat(tally.overlaps()).isZero();
            assertThat(group.uncommitted()).isZero();
        }
    }
}
