package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

/** Reads what the code says of a listener as settings. */
final class DeclaredSettings {

    private static final Map<Class<?>, String> FORMS = Map.of(
            Integer.class, "a whole number",
            Boolean.class, "true or false",
            Duration.class, "a time such as 5s or 200ms",
            DataSize.class, "a size such as 10MB",
            Instant.class, "a point in time such as 2026-01-31T08:00:00Z");

    private DeclaredSettings() {}

    /**
     * The settings.
     *
     * @throws RocketMqConfigurationException if a key does not exist or has a value that it cannot have
     */
    static ConsumerSettings of(RocketListenerEndpoint declared) {
        String listener = "The RocketMQ listener " + declared.handler().description();
        declared.settings().keySet().stream()
                .filter(key -> !SettingKeys.isKey(key))
                .findFirst()
                .ifPresent(unknown -> refuseKey(listener, unknown));
        try {
            return new Binder(new MapConfigurationPropertySource(declared.settings()))
                    .bindOrCreate("", Bindable.of(ConsumerSettings.class));
        } catch (BindException refused) {
            throw new RocketMqConfigurationException(
                    listener + " has " + refused.getName() + " = \""
                            + (refused.getProperty() == null
                                    ? ""
                                    : refused.getProperty().getValue())
                            + "\" in its annotation, but "
                            + form(refused.getTarget().getType().resolve(Object.class)) + " is expected.",
                    "Correct it in @RocketMessageListener, or the property it refers to.",
                    refused);
        }
    }

    private static void refuseKey(String listener, String unknown) {
        throw new RocketMqConfigurationException(
                listener + " has " + unknown
                        + " in the properties of its annotation, but there is no key rocketmq.consumer." + unknown
                        + ".",
                "Did you mean " + SettingKeys.nearest(unknown) + "? The keys are " + SettingKeys.all() + ".",
                null);
    }

    private static String form(Class<?> type) {
        return type.isEnum()
                ? "one of "
                        + Arrays.toString(type.getEnumConstants())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-')
                : FORMS.getOrDefault(type, type.getSimpleName());
    }
}
