package io.github.rocketmq.rebalance.spring.annotation;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.Scope;

/**
 * Lets expressions of an annotation refer to the bean that it stands on.
 *
 * @param name how they call it
 * @param bean the bean, perhaps a proxy
 */
record ListenerScope(String name, Object bean) implements Scope {

    @Override
    public Object get(String called, ObjectFactory<?> otherwise) {
        return called.equals(name) ? bean : otherwise.getObject();
    }

    @Override
    public @Nullable Object resolveContextualObject(String called) {
        return called.equals(name) ? bean : null;
    }

    @Override
    public @Nullable Object remove(String called) {
        return null;
    }

    @Override
    public void registerDestructionCallback(String called, Runnable callback) {}

    @Override
    public @Nullable String getConversationId() {
        return null;
    }
}
