package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.spring.listener.ContainerPhase;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * All listeners and their connections.
 *
 * @param clients the connections that running listeners have
 * @param listeners all listeners by id, in the order of their declaration
 */
public record RocketMqDescriptor(List<Client> clients, Map<String, Listener> listeners)
        implements OperationResponseBody {

    /**
     * Connections to one cluster.
     *
     * @param clientId the name by which brokers list it
     * @param nameServer the name server that is asked first; null before one is known
     * @param brokers their states by name
     */
    public record Client(String clientId, @Nullable String nameServer, SortedMap<String, String> brokers) {}

    /**
     * One listener.
     *
     * @param state of its consumer; STOPPED or FAILED if it has none
     * @param paused how it is paused; null if it is not
     * @param strategy how it shares queues; null if it has no consumer
     * @param interval between rebalances; null if it has no consumer
     */
    public record Listener(
            String group,
            List<String> topics,
            String state,
            @Nullable String paused,
            @Nullable String strategy,
            @Nullable String interval,
            int assignedQueues,
            long lag) {

        static Listener of(RocketListenerContainer container) {
            Optional<ConsumerSnapshot> snapshot = container.snapshot();
            return new Listener(
                    container.group(),
                    container.topics(),
                    stateOf(container, snapshot),
                    snapshot.flatMap(ConsumerSnapshot::pause).map(Texts::of).orElse(null),
                    snapshot.map(held -> held.rebalancing().strategy()).orElse(null),
                    snapshot.map(held -> Texts.of(held.rebalancing().interval()))
                            .orElse(null),
                    snapshot.map(held -> held.assignment().size()).orElse(0),
                    snapshot.map(ConsumerSnapshot::lag).orElse(0L));
        }
    }

    static RocketMqDescriptor of(RocketListenerRegistry registry) {
        Map<String, Client> clients = new LinkedHashMap<>();
        Map<String, Listener> listeners = new LinkedHashMap<>();
        registry.ids().forEach(id -> registry.find(id).ifPresent(container -> {
            listeners.put(id, Listener.of(container));
            container.snapshot().ifPresent(held -> add(held, clients));
        }));
        return new RocketMqDescriptor(List.copyOf(clients.values()), listeners);
    }

    private static String stateOf(RocketListenerContainer container, Optional<ConsumerSnapshot> snapshot) {
        return snapshot.map(held -> held.state().name())
                .orElseGet(() -> container.phase() instanceof ContainerPhase.FailedToStart ? "FAILED" : "STOPPED");
    }

    private static void add(ConsumerSnapshot held, Map<String, Client> clients) {
        Client client = clients.computeIfAbsent(
                held.clientId().value(),
                id -> new Client(id, held.cluster().nameServer().orElse(null), new TreeMap<>()));
        held.cluster().brokers().forEach(broker -> client.brokers()
                .put(broker.name(), broker.state().name()));
    }
}
