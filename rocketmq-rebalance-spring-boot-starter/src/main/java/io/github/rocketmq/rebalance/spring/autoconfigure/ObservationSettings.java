package io.github.rocketmq.rebalance.spring.autoconfigure;

/** What is configured under {@code rocketmq.observation}. */
public class ObservationSettings {

    /** Whether to observe sent and received messages, for traces and their metrics. */
    private boolean enabled = true;

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }
}
