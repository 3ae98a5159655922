package io.github.rocketmq.rebalance.test.spring;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Finds {@link EmbeddedRocketMq} on test classes; Spring's test framework calls it. */
final class EmbeddedRocketMqContextCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configAttributes) {
        EmbeddedRocketMq annotation =
                TestContextAnnotationUtils.findMergedAnnotation(testClass, EmbeddedRocketMq.class);
        if (annotation == null) {
            return null;
        }
        return new EmbeddedRocketMqContextCustomizer(
                annotation.shared(),
                new ClusterShape(annotation.brokers(), List.of(annotation.brokerProperties())),
                List.of(annotation.topics()),
                annotation.queues(),
                annotation.nameServerProperty());
    }
}
