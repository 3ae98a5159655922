package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.api.InvalidOptionException;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.invocation.InvocationSettings;
import io.github.rocketmq.rebalance.spring.invocation.ListenerCounters;
import io.github.rocketmq.rebalance.spring.listener.ConsumerResources;
import io.github.rocketmq.rebalance.spring.listener.ListenerSetup;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainerFactory;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerEndpoint;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes containers of declarations and {@link RocketMqProperties}; asks for connections only when one starts. */
final class PropertiesListenerContainerFactory implements RocketListenerContainerFactory {

    private static final Logger log = LoggerFactory.getLogger(PropertiesListenerContainerFactory.class);

    private final RocketMqProperties properties;
    private final String applicationName;
    private final ListenerBeans beans;
    private final Map<String, RocketListenerEndpoint> declared = new ConcurrentHashMap<>();

    PropertiesListenerContainerFactory(RocketMqProperties properties, String applicationName, ListenerBeans beans) {
        this.properties = properties;
        this.applicationName = applicationName;
        this.beans = beans;
    }

    @Override
    public Optional<ListenerSetup> prepare(RocketListenerEndpoint endpoint) {
        String id = idOf(endpoint);
        declared.put(id, endpoint);
        if (!ownOf(id, properties).isEnabled()) {
            log.info("Listener '{}' is disabled by rocketmq.listeners.{}.enabled", id, id);
            return Optional.empty();
        }
        ListenerSettings settings = settingsOf(id, endpoint, properties);
        require(id, endpoint, settings);
        if (new ApacheKeys(properties.getConsumer()).switchOff(id, settings.group(), endpoint.topics())) {
            return Optional.empty();
        }
        PushConsumerOptions options = options(id, endpoint, settings);
        String cluster = cluster(id, endpoint, settings);
        String strategy = beans.strategies().nameOr(settings.strategy());
        ListenerIdentity identity = new ListenerIdentity(id, endpoint.handler().description());
        InvocationSettings invocation = checked(id, endpoint, settings, settings::invocation)
                .in(options.consume().mode());
        beans.forms().check(identity, endpoint.handler(), invocation);
        String group = settings.group();
        ListenerCounters counters = new ListenerCounters();
        return Optional.of(new ListenerSetup(
                identity,
                cluster,
                options,
                strategy,
                checked(id, endpoint, settings, () -> beans.strategies().named(strategy)),
                settings.autoStartup(),
                () -> beans.forms().create(identity, group, endpoint.handler(), invocation, counters),
                counters,
                endpoint.id().isEmpty() ? ListenerSetup.IdOrigin.GROUP : ListenerSetup.IdOrigin.GIVEN,
                checked(id, endpoint, settings, settings::idleEventInterval),
                checked(id, endpoint, settings, () -> resources(id, cluster, settings)),
                checked(id, endpoint, settings, () -> settings.maxPullIdle(options.pull()))));
    }

    private ConsumerResources resources(String id, String cluster, ListenerSettings settings) {
        String executor = settings.bean(ConsumerSettings::getExecutor);
        String offsetStore = settings.bean(ConsumerSettings::getOffsetStore);
        String group = cluster.isEmpty() ? settings.group() : settings.group() + " of cluster " + cluster;
        return new ConsumerResources(
                executor,
                beans.executors().of(id, executor),
                offsetStore,
                beans.offsetStores().of(group, offsetStore));
    }

    /**
     * How a listener would consume with other properties; empty if it was not declared here.
     *
     * @throws RocketMqConfigurationException if it could not
     */
    Optional<PushConsumerOptions> optionsOf(String id, RocketMqProperties changed) {
        return Optional.ofNullable(declared.get(id))
                .map(endpoint -> options(id, endpoint, settingsOf(id, endpoint, changed)));
    }

    /** The ids of all listeners met so far, also of the disabled ones. */
    Set<String> declaredIds() {
        return Set.copyOf(declared.keySet());
    }

    /** Whether a key under {@code rocketmq.listeners} means a listener of this id. */
    static boolean means(String key, String id) {
        return key.equals(id) || uniform(key).equals(uniform(id));
    }

    private ListenerSettings settingsOf(String id, RocketListenerEndpoint endpoint, RocketMqProperties from) {
        return new ListenerSettings(ownOf(id, from), endpoint, from.getConsumer(), applicationName);
    }

    private static RocketMqProperties.Listener ownOf(String id, RocketMqProperties from) {
        RocketMqProperties.Listener exact = from.getListeners().get(id);
        if (exact != null) {
            return exact;
        }
        return from.getListeners().entrySet().stream()
                .filter(entry -> means(entry.getKey(), id))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(RocketMqProperties.Listener::new);
    }

    // The binder drops '_' and other characters from keys that are not in brackets.
    private static String uniform(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private String idOf(RocketListenerEndpoint endpoint) {
        if (!endpoint.id().isEmpty()) {
            return endpoint.id();
        }
        String group = new ListenerSettings(new ConsumerSettings(), endpoint, properties.getConsumer(), applicationName)
                .group();
        return group.isEmpty() ? endpoint.handler().description() : group;
    }

    private PushConsumerOptions options(String id, RocketListenerEndpoint endpoint, ListenerSettings settings) {
        return checked(id, endpoint, settings, () -> {
            PushConsumerOptions.Builder builder = settings.options();
            beans.customizers().orderedStream().forEach(customizer -> customizer.customize(id, builder));
            return builder.build();
        });
    }

    private String cluster(String id, RocketListenerEndpoint endpoint, ListenerSettings settings) {
        String wanted = settings.cluster();
        if (wanted.isEmpty()) {
            return "";
        }
        Set<String> known = new TreeSet<>(properties.getClusters().keySet());
        return known.stream()
                .filter(name -> means(name, wanted))
                .findFirst()
                .orElseThrow(() -> new RocketMqConfigurationException(
                        describe(id, endpoint) + " consumes from the cluster '" + wanted
                                + "', which is not configured; the clusters are " + known + ".",
                        "Set rocketmq.clusters." + wanted + ".name-server, or correct the cluster of the listener.",
                        null));
    }

    private static void require(String id, RocketListenerEndpoint endpoint, ListenerSettings settings) {
        if (endpoint.topics().isEmpty()) {
            throw new RocketMqConfigurationException(
                    describe(id, endpoint) + " has no topic.",
                    "Name at least one with @RocketMessageListener(topics = \"...\").",
                    null);
        }
        if (settings.group().isEmpty()) {
            throw new RocketMqConfigurationException(
                    describe(id, endpoint) + " has no consumer group.",
                    "Set consumerGroup in @RocketMessageListener, rocketmq.consumer.group, or"
                            + " spring.application.name.",
                    null);
        }
    }

    private static <T> T checked(
            String id, RocketListenerEndpoint endpoint, ListenerSettings settings, Supplier<T> made) {
        try {
            return made.get();
        } catch (InvalidOptionException refused) {
            String place = settings.place(refused.option()).replace("<id>", id);
            throw refused(id, endpoint, place + " " + refused.problem(), refused);
        } catch (IllegalArgumentException refused) {
            throw refused(id, endpoint, String.valueOf(refused.getMessage()), refused);
        }
    }

    private static RocketMqConfigurationException refused(
            String id, RocketListenerEndpoint endpoint, String problem, IllegalArgumentException cause) {
        return new RocketMqConfigurationException(
                describe(id, endpoint) + " cannot be set up: " + problem + ".",
                "Correct the value where it is set: rocketmq.listeners." + id
                        + ".*, @RocketMessageListener on the listener, rocketmq.consumer.*, or, for the group,"
                        + " spring.application.name; the first of these that sets it wins.",
                cause);
    }

    private static String describe(String id, RocketListenerEndpoint endpoint) {
        return "The RocketMQ listener '" + id + "' (" + endpoint.handler().description() + ")";
    }
}
