package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.beans.factory.ListableBeanFactory;

/** Finds what keeps a group's offsets: the bean that settings name, else the only bean there is, else the brokers. */
final class ChosenOffsetStores {

    private final ListableBeanFactory beans;
    private final Map<String, String> groups = new ConcurrentHashMap<>();

    ChosenOffsetStores(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /**
     * Finds the store when a listener starts.
     *
     * @param name of a bean; empty if settings name none
     * @throws IllegalArgumentException if there is no such bean, or it is another group's
     */
    Supplier<Optional<OffsetStore>> of(String group, String name) {
        String[] stores = beans.getBeanNamesForType(OffsetStore.class, true, false);
        if (!name.isEmpty() && !Arrays.asList(stores).contains(name)) {
            throw new IllegalArgumentException("offset-store: there is no bean '" + name
                    + "' of type OffsetStore; choose one of " + Arrays.toString(stores));
        }
        if (name.isEmpty() && stores.length != 1) {
            return Optional::empty;
        }
        String bean = name.isEmpty() ? stores[0] : name;
        String other = groups.putIfAbsent(bean, group);
        if (other != null && !other.equals(group)) {
            throw new IllegalArgumentException("offset-store: the bean '" + bean
                    + "' keeps the offsets of one group, but the groups '" + other + "' and '" + group
                    + "' would use it; define one bean for each and name it in offset-store");
        }
        return () -> Optional.of(new Borrowed(beans.getBean(bean, OffsetStore.class)));
    }

    /** The bean is Spring's to close: a listener that stops may start again. */
    private record Borrowed(OffsetStore store) implements OffsetStore {

        @Override
        public CompletionStage<OptionalLong> read(MessageQueue queue) {
            return store.read(queue);
        }

        @Override
        public CompletionStage<Void> write(MessageQueue queue, long offset) {
            return store.write(queue, offset);
        }
    }
}
