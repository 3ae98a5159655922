package io.github.rocketmq.rebalance.spring.autoconfigure;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Finds what runs a listener: the bean that settings name, else the bean {@link #DEFAULT_BEAN}, else virtual threads if the
 * application wants them, else the threads that all consumers share.
 */
final class ChosenExecutors {

    static final String DEFAULT_BEAN = "rocketListenerTaskExecutor";

    private final ListableBeanFactory beans;
    private final Environment environment;

    ChosenExecutors(ListableBeanFactory beans, Environment environment) {
        this.beans = beans;
        this.environment = environment;
    }

    /**
     * Finds the executor when a listener starts.
     *
     * @param id the listener's, for the names of threads
     * @param name of a bean; empty if settings name none
     * @throws IllegalArgumentException naming the beans that exist
     */
    Supplier<Optional<Executor>> of(String id, String name) {
        String[] executors = beans.getBeanNamesForType(Executor.class, true, false);
        if (!name.isEmpty() && !Arrays.asList(executors).contains(name)) {
            throw new IllegalArgumentException("executor: there is no bean '" + name
                    + "' of type Executor; choose one of " + Arrays.toString(executors));
        }
        String bean = name.isEmpty() ? DEFAULT_BEAN : name;
        if (Arrays.asList(executors).contains(bean)) {
            return () -> Optional.of(beans.getBean(bean, Executor.class));
        }
        return () -> Threading.VIRTUAL.isActive(environment)
                ? Optional.of(new VirtualThreadTaskExecutor("rocketmq-" + id + "-"))
                : Optional.empty();
    }
}
