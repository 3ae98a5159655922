package io.github.rocketmq.rebalance.spring.annotation;

import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attributes of Apache's annotation that mean something else here, or nothing. What would make a listener talk to another
 * cluster is refused, what only tunes is logged.
 */
final class ApacheAttributes {

    private static final Logger log = LoggerFactory.getLogger(ApacheAttributes.class);

    /** With the value that says what the application's own client does anyway. */
    private static final Map<String, String> OF_THE_CLIENT = Map.of(
            "nameServer", "${rocketmq.name-server:}",
            "accessKey", "${rocketmq.client.access-key:${rocketmq.consumer.access-key:}}",
            "secretKey", "${rocketmq.client.secret-key:${rocketmq.consumer.secret-key:}}",
            "tlsEnable", "${rocketmq.client.ssl.enabled:false}",
            "namespace", "${rocketmq.client.namespace:}",
            "namespaceV2", "${rocketmq.client.namespace-v2:}");

    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "accessChannel", "customizedTraceTopic", "enableMsgTrace", "instanceName", "pullInterval", "replyTimeout");

    private final ListenerAttributes attributes;
    private final AnnotationTexts texts;
    private final String listener;

    ApacheAttributes(ListenerAttributes attributes, AnnotationTexts texts, String listener) {
        this.attributes = attributes;
        this.texts = texts;
        this.listener = listener;
    }

    void check() {
        OF_THE_CLIENT.forEach((attribute, own) -> attributes
                .written(attribute)
                .map(written -> texts.text(attribute, written.toString()))
                .filter(value -> !value.isEmpty() && !value.equals(texts.text(attribute, own)))
                .ifPresent(other -> refuse(attribute)));
        WITHOUT_EFFECT.forEach(attribute -> attributes
                .written(attribute)
                .ifPresent(written -> log.warn(
                        "The listener {} has {} in {}, which has no effect here",
                        listener,
                        attribute,
                        attributes.annotationName())));
    }

    // The value stays unsaid: it may be a secret.
    private void refuse(String attribute) {
        throw new RocketMqConfigurationException(
                "The RocketMQ listener " + listener + " has " + attribute + " in " + attributes.annotationName()
                        + ", which is not what the application's own client uses.",
                "Remove it and set rocketmq.name-server and rocketmq.client.*; for a second cluster set"
                        + " rocketmq.clusters.<name>.* and cluster = \"<name>\".",
                null);
    }
}
