package io.github.rocketmq.rebalance.spring.autoconfigure;

import org.jspecify.annotations.Nullable;

/** Whether a listener takes several messages of a queue at once. */
public class BatchSettings {

    /** Whether a listener takes several messages at once, as a list. */
    private @Nullable Boolean enabled;

    /** Messages that a batch listener gets at once at most. */
    private @Nullable Integer size;

    public @Nullable Boolean getEnabled() {
        return enabled;
    }

    public void setEnabled(@Nullable Boolean enabled) {
        this.enabled = enabled;
    }

    public @Nullable Integer getSize() {
        return size;
    }

    public void setSize(@Nullable Integer size) {
        this.size = size;
    }
}
