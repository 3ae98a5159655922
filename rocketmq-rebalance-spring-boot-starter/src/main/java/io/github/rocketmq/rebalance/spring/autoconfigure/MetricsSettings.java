package io.github.rocketmq.rebalance.spring.autoconfigure;

import java.time.Duration;

/** What is configured under {@code rocketmq.metrics}. */
public class MetricsSettings {

    /** Whether to report the lag of each queue instead of the lag of each topic. */
    private boolean perQueue;

    /** How often to look for listeners and topics that came or went; a rebalance is followed at once. */
    private Duration lagInterval = Duration.ofSeconds(15);

    public boolean isPerQueue() {
        return perQueue;
    }

    public void setPerQueue(boolean perQueue) {
        this.perQueue = perQueue;
    }

    public Duration getLagInterval() {
        return lagInterval;
    }

    public void setLagInterval(Duration lagInterval) {
        this.lagInterval = lagInterval;
    }
}
