package io.github.rocketmq.rebalance.spring.annotation;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Makes the proxies of scoped beans with listeners, which Spring would otherwise make only when somebody injects them. The
 * proxy is the listener: each message reaches the bean that its scope has at that time.
 */
public final class ScopedListeners implements SmartInitializingSingleton {

    private final ConfigurableListableBeanFactory beanFactory;

    public ScopedListeners(ConfigurableListableBeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (String name : beanFactory.getBeanDefinitionNames()) {
            if (ScopedProxyUtils.isScopedTarget(name)) {
                Class<?> type = beanFactory.getType(name, false);
                if (type != null && RocketMessageListenerBeanPostProcessor.hasListener(type)) {
                    beanFactory.getBean(ScopedProxyUtils.getOriginalBeanName(name));
                }
            }
        }
    }
}
