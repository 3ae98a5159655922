package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.api.ListenerObserver;
import io.github.rocketmq.rebalance.spring.api.ListenerObserver.Observed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All observers of one listener; none of them can harm a call. */
final class Observers {

    private static final Logger log = LoggerFactory.getLogger(Observers.class);
    private static final Observation UNOBSERVED = new Observation(List.of());

    private final List<ListenerObserver> observers;
    private final ListenerIdentity listener;
    private final String group;
    private final boolean batch;

    Observers(List<ListenerObserver> observers, ListenerIdentity listener, String group, boolean batch) {
        this.observers = List.copyOf(observers);
        this.listener = listener;
        this.group = group;
        this.batch = batch;
    }

    Observation begin(List<Message> messages) {
        if (observers.isEmpty()) {
            return UNOBSERVED;
        }
        List<Observed> begun = new ArrayList<>(observers.size());
        for (ListenerObserver observer : observers) {
            try {
                begun.add(observer.begin(listener, group, messages, batch));
            } catch (Throwable failure) {
                log.warn("An observer of listener '{}' failed", listener.id(), failure);
            }
        }
        return new Observation(begun);
    }

    /** One call under observation. */
    static final class Observation {

        private final List<Observed> observed;

        private Observation(List<Observed> observed) {
            this.observed = observed;
        }

        Scope open() {
            if (observed.isEmpty()) {
                return Scope.NONE;
            }
            List<AutoCloseable> scopes = new ArrayList<>(observed.size());
            for (Observed one : observed) {
                try {
                    scopes.add(0, one.openScope());
                } catch (Throwable failure) {
                    log.warn("An observer failed to open its scope", failure);
                }
            }
            return new Scope(scopes);
        }

        void end(List<ConsumeResult> results, @Nullable Throwable failure) {
            for (Observed one : observed) {
                try {
                    one.end(results, failure);
                } catch (Throwable broken) {
                    log.warn("An observer failed at the end of a call", broken);
                }
            }
        }
    }

    /** What is current on a thread until closed, the last opened first. */
    record Scope(List<AutoCloseable> scopes) {

        private static final Scope NONE = new Scope(List.of());

        void close() {
            for (AutoCloseable scope : scopes) {
                try {
                    scope.close();
                } catch (Throwable failure) {
                    log.warn("An observer failed to close its scope", failure);
                }
            }
        }
    }
}
