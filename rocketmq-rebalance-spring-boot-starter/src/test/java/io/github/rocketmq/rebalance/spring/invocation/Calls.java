package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.AsyncMessageListener;
import io.github.rocketmq.rebalance.api.BatchMessageListener;
import io.github.rocketmq.rebalance.spring.api.AckMode;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import tools.jackson.databind.json.JsonMapper;

/** Makes what a consumer calls of the methods of a test, as an application with these beans would. */
final class Calls {

    static final ListenerIdentity LISTENER = new ListenerIdentity("orders", "code of orders");

    private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
    private final ListenerCounters counters = new ListenerCounters();

    Calls() {
        beans.setDependencyComparator(AnnotationAwareOrderComparator.INSTANCE);
    }

    /** The application declares this bean as well. */
    Calls with(String name, Object bean) {
        beans.registerSingleton(name, bean);
        return this;
    }

    ListenerCounters counters() {
        return counters;
    }

    ListenerAdapter single(Object bean, String method) {
        return single(handler(bean, method));
    }

    ListenerAdapter single(ListenerHandler handler) {
        return (ListenerAdapter) ((ListenerForm.Single) form(handler, InvocationSettings.DEFAULT)).listener();
    }

    AsyncMessageListener async(Object bean, String method) {
        return ((ListenerForm.Async) form(handler(bean, method), InvocationSettings.DEFAULT)).listener();
    }

    AsyncMessageListener manual(Object bean, String method) {
        InvocationSettings settings = new InvocationSettings(false, AckMode.MANUAL, "", "");
        return ((ListenerForm.Async) form(handler(bean, method), settings)).listener();
    }

    BatchMessageListener batch(Object bean, String method) {
        return batch(bean, method, AckMode.AUTO);
    }

    BatchMessageListener batch(Object bean, String method, AckMode ackMode) {
        InvocationSettings settings = new InvocationSettings(true, ackMode, "", "");
        return ((ListenerForm.Batch) form(handler(bean, method), settings)).listener();
    }

    ListenerForm form(ListenerHandler handler, InvocationSettings settings) {
        if (!beans.containsBean("rocketMessageConverter")) {
            with("rocketMessageConverter", new JsonMessageConverter(JsonMapper.shared()));
        }
        return new ListenerFormFactory(beans).create(LISTENER, "orders-g", handler, settings, counters);
    }

    static ListenerHandler handler(Object bean, String name) {
        Method method = Arrays.stream(bean.getClass().getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return ListenerHandler.ofMethod(bean, bean.getClass(), method);
    }
}
