package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.spring.api.RocketMessageConverter;
import io.github.rocketmq.rebalance.spring.invocation.JsonMessageConverter;
import io.github.rocketmq.rebalance.spring.invocation.ListenerFormFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** How listeners' methods are called: with the application's converter, validator, error handlers and interceptors. */
@Configuration(proxyBeanMethods = false)
class InvocationConfiguration {

    @Bean
    @ConditionalOnMissingBean(RocketMessageConverter.class)
    JsonMessageConverter rocketMessageConverter(ObjectProvider<JsonMapper> mapper) {
        return new JsonMessageConverter(mapper.getIfAvailable(JsonMapper::shared));
    }

    @Bean
    @ConditionalOnMissingBean
    ListenerFormFactory rocketListenerFormFactory(ConfigurableListableBeanFactory beans) {
        return new ListenerFormFactory(beans);
    }
}
