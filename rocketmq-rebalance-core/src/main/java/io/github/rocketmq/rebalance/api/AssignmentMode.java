package io.github.rocketmq.rebalance.api;

/** Who decides which queues a member consumes. All members of a group must have the same. */
public enum AssignmentMode {
    /** Each member for itself, by the allocation strategy, from the same facts as all the others. */
    CLIENT,
    /**
     * A broker, asked by each member; from 5.0 on. It also says whether a topic's queues are pulled or popped, which an
     * operator may change while members run ({@code mqadmin setConsumeMode}).
     *
     * <p>Popped messages are delivered one by one to whichever member asks, may be slow without holding others up, and come
     * again if they are not acknowledged in time. A group that is new to a popped queue begins at its oldest message with
     * {@link StartPosition#earliest()}, else at its end. Brokers that do not share queues are left out of the decision:
     * the members decide as with {@link #CLIENT}.
     */
    BROKER
}
