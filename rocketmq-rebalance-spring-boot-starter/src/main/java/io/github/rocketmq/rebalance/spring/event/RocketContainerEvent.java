package io.github.rocketmq.rebalance.spring.event;

import java.util.Set;
import org.springframework.context.ApplicationEvent;

/**
 * Something happened to the consumer of a group. Its source is the container.
 *
 * <p>What the application does to a container is published on the thread that does it. What the cluster does is published
 * on the registry's own thread, one event after the other, so that a slow event listener delays the events behind it, but
 * no message.
 */
public abstract class RocketContainerEvent extends ApplicationEvent {

    private static final long serialVersionUID = 1;

    private final String containerId;
    private final String group;
    private final transient Set<String> listenerIds;

    RocketContainerEvent(Origin origin) {
        super(origin.container());
        this.containerId = origin.containerId();
        this.group = origin.group();
        this.listenerIds = origin.listenerIds();
    }

    /**
     * Where an event comes from.
     *
     * @param container the container
     * @param containerId its id, which is its first listener's
     * @param group its consumer group
     * @param listenerIds the ids of all listeners in it at that time
     */
    public record Origin(Object container, String containerId, String group, Set<String> listenerIds) {
        public Origin {
            listenerIds = Set.copyOf(listenerIds);
        }
    }

    /** The id of the container, which is its first listener's. */
    public String containerId() {
        return containerId;
    }

    /** The consumer group. */
    public String group() {
        return group;
    }

    /** The ids of all listeners in the container. */
    public Set<String> listenerIds() {
        return listenerIds;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[container=" + containerId + ", group=" + group + "]";
    }
}
