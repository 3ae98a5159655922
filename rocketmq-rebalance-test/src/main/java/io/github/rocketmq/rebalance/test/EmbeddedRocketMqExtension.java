package io.github.rocketmq.rebalance.test;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test class a cluster of its own: {@code @RegisterExtension static EmbeddedRocketMqExtension rocketMq = ...} for a
 * choice of its own, or {@code @ExtendWith(EmbeddedRocketMqExtension.class)} and a parameter of type {@link
 * EmbeddedRocketMq} for one broker.
 */
public final class EmbeddedRocketMqExtension implements BeforeAllCallback, AfterAllCallback, ParameterResolver {

    private final EmbeddedRocketMq.Builder builder;
    private @Nullable EmbeddedRocketMq cluster;

    /** One broker on free ports. */
    public EmbeddedRocketMqExtension() {
        this(EmbeddedRocketMq.builder());
    }

    public EmbeddedRocketMqExtension(EmbeddedRocketMq.Builder builder) {
        this.builder = builder;
    }

    /**
     * The running cluster.
     *
     * @throws IllegalStateException outside the test class's life
     */
    public EmbeddedRocketMq cluster() {
        EmbeddedRocketMq running = cluster;
        if (running == null) {
            throw new IllegalStateException("the embedded cluster runs only between beforeAll and afterAll;"
                    + " register the extension in a static field");
        }
        return running;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster = builder.start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        EmbeddedRocketMq running = cluster;
        cluster = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == EmbeddedRocketMq.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster();
    }
}
