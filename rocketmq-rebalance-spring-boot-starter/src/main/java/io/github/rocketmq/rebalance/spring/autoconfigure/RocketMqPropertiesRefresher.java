package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/**
 * Lets running listeners follow the properties that may change at run time: {@code rebalance.interval} and
 * {@code concurrency}. Hears Spring Cloud say that the environment changed; {@link #refresh()} is for everybody else.
 *
 * <p>Only what changed in the properties since the last look is carried over, so that a change by other means stays.
 */
public final class RocketMqPropertiesRefresher implements GenericApplicationListener, SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(RocketMqPropertiesRefresher.class);
    private static final String CHANGE = "org.springframework.cloud.context.environment.EnvironmentChangeEvent";

    private final Environment environment;
    private final RocketListenerRegistry registry;
    private final PropertiesListenerContainerFactory factory;
    private final Map<String, Live> seen = new ConcurrentHashMap<>();

    RocketMqPropertiesRefresher(
            Environment environment, RocketListenerRegistry registry, PropertiesListenerContainerFactory factory) {
        this.environment = environment;
        this.registry = registry;
        this.factory = factory;
    }

    /** What may change while a listener runs. */
    private record Live(Duration interval, int concurrency) {

        static Live of(PushConsumerOptions options) {
            return new Live(options.rebalance().interval(), options.concurrency());
        }

        /** Listeners of one group share a consumer, which looks as often and runs as many as the most eager one wants. */
        static Live ofBoth(Live one, Live other) {
            return new Live(
                    one.interval().compareTo(other.interval()) <= 0 ? one.interval() : other.interval(),
                    Math.max(one.concurrency(), other.concurrency()));
        }
    }

    @Override
    public void afterSingletonsInstantiated() {
        registry.containers().forEach(container -> seen.put(container.id(), Live.of(container.options())));
    }

    @Override
    public boolean supportsEventType(ResolvableType eventType) {
        return eventType.toClass().getName().equals(CHANGE);
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        refresh();
    }

    /**
     * Reads the environment and carries over what changed. A listener whose properties cannot be used any more stays as it is,
     * and all of them do if a property cannot even be read; the log says why.
     */
    public synchronized void refresh() {
        try {
            carryOver(Binder.get(environment).bindOrCreate("rocketmq", RocketMqProperties.class));
        } catch (BindException unreadable) {
            // Its causes quote the value, which may be secret.
            log.error(
                    "All listeners stay as they are. {} cannot be read as {}; correct it",
                    unreadable.getName(),
                    unreadable.getTarget().getType());
        }
    }

    private void carryOver(RocketMqProperties fresh) {
        for (RocketListenerContainer container : registry.containers()) {
            try {
                container.ids().stream()
                        .flatMap(id -> factory.optionsOf(id, fresh).stream())
                        .map(Live::of)
                        .reduce(Live::ofBoth)
                        .ifPresent(live -> follow(container, live));
            } catch (RocketMqConfigurationException refused) {
                log.error(
                        "Listener '{}' stays as it is. {} {}", container.id(), refused.getMessage(), refused.remedy());
            }
        }
    }

    private void follow(RocketListenerContainer container, Live live) {
        Live before = seen.getOrDefault(container.id(), Live.of(container.options()));
        if (!live.interval().equals(before.interval())) {
            container.rebalanceInterval(live.interval());
            log.info(
                    "Listener '{}' looks at its group every {} now, before every {}",
                    container.id(),
                    live.interval(),
                    before.interval());
        }
        if (live.concurrency() != before.concurrency()) {
            container.concurrency(live.concurrency());
        }
        seen.put(container.id(), live);
    }
}
