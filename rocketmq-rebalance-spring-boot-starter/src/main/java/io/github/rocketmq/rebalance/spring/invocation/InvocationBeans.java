package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.spring.api.DefaultRocketListenerErrorHandler;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.api.ListenerObserver;
import io.github.rocketmq.rebalance.spring.api.RocketListenerErrorHandler;
import io.github.rocketmq.rebalance.spring.api.RocketMessageConverter;
import io.github.rocketmq.rebalance.spring.api.RocketMessageFilter;
import io.github.rocketmq.rebalance.spring.api.RocketMessageInterceptor;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.validation.Validator;

/** The application's beans that have to do with listener calls. */
final class InvocationBeans {

    /** Spring Boot's validator. */
    private static final String DEFAULT_VALIDATOR = "defaultValidator";

    /** Those of Spring MVC and WebFlux, which are there without Bean Validation too and then accept everything. */
    private static final Set<String> WEB_VALIDATORS = Set.of("mvcValidator", "webFluxValidator");

    private final ConfigurableListableBeanFactory beans;

    InvocationBeans(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** Throws if a bean that the listener needs cannot be had; makes none. */
    void require(ListenerIdentity listener, ListenerHandler handler, InvocationSettings settings) {
        require(listener, "error-handler", settings.errorHandler(), RocketListenerErrorHandler.class);
        require(listener, "filter", settings.filter(), RocketMessageFilter.class);
        boolean wantsValidation =
                handler.parameters().stream().anyMatch(parameter -> Validation.isWanted(parameter.parameter()));
        if (wantsValidation && validatorNames().isEmpty()) {
            throw ListenerHandler.wrong(
                    handler.description(),
                    "wants its payload validated, but there is no " + Validator.class.getName()
                            + " beside those of web frameworks",
                    "Add spring-boot-starter-validation to the dependencies, or remove @Valid or @Validated.");
        }
    }

    Arguments arguments() {
        return new Arguments(beans.getBean(RocketMessageConverter.class), validator(), beans);
    }

    RocketListenerErrorHandler errorHandler(InvocationSettings settings) {
        if (!settings.errorHandler().isEmpty()) {
            return beans.getBean(settings.errorHandler(), RocketListenerErrorHandler.class);
        }
        return defaultErrorHandler().orElseGet(() -> builtIn(settings));
    }

    private static RocketListenerErrorHandler builtIn(InvocationSettings settings) {
        DefaultRocketListenerErrorHandler handler = settings.backOff()
                .toBackOff()
                .map(DefaultRocketListenerErrorHandler::new)
                .orElseGet(DefaultRocketListenerErrorHandler::new);
        return failure -> settings.retryLevel().over(handler.onError(failure));
    }

    /** The only candidate, or the primary one of several. */
    private Optional<RocketListenerErrorHandler> defaultErrorHandler() {
        List<String> candidates = Arrays.stream(
                        beans.getBeanNamesForType(RocketListenerErrorHandler.class, true, false))
                .filter(name ->
                        definition(name).map(InvocationBeans::isCandidate).orElse(true))
                .toList();
        List<String> chosen = candidates.size() == 1
                ? candidates
                : candidates.stream()
                        .filter(name ->
                                definition(name).map(BeanDefinition::isPrimary).orElse(false))
                        .toList();
        return chosen.size() == 1
                ? Optional.of(beans.getBean(chosen.get(0), RocketListenerErrorHandler.class))
                : Optional.empty();
    }

    private Optional<BeanDefinition> definition(String name) {
        return beans.containsBeanDefinition(name) ? Optional.of(beans.getMergedBeanDefinition(name)) : Optional.empty();
    }

    private static boolean isCandidate(BeanDefinition definition) {
        return definition.isAutowireCandidate()
                && !(definition instanceof AbstractBeanDefinition full && !full.isDefaultCandidate());
    }

    Passage.Gate gate(ListenerIdentity listener, InvocationSettings settings) {
        List<RocketMessageInterceptor> interceptors = beans.getBeanProvider(RocketMessageInterceptor.class)
                .orderedStream()
                .toList();
        return new Passage.Gate(
                listener,
                interceptors,
                settings.filter().isEmpty()
                        ? message -> true
                        : beans.getBean(settings.filter(), RocketMessageFilter.class));
    }

    List<ListenerObserver> observers() {
        return beans.getBeanProvider(ListenerObserver.class).orderedStream().toList();
    }

    private Optional<Validator> validator() {
        if (beans.containsBean(DEFAULT_VALIDATOR) && beans.isTypeMatch(DEFAULT_VALIDATOR, Validator.class)) {
            return Optional.of(beans.getBean(DEFAULT_VALIDATOR, Validator.class));
        }
        return validatorNames().stream()
                .map(name -> beans.getBean(name, Validator.class))
                .min(AnnotationAwareOrderComparator.INSTANCE);
    }

    /** Of those that can be trusted to check something. */
    private List<String> validatorNames() {
        return Arrays.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, Validator.class, true, false))
                .filter(name -> !WEB_VALIDATORS.contains(name))
                .toList();
    }

    private void require(ListenerIdentity listener, String key, String name, Class<?> type) {
        if (!name.isEmpty() && !(beans.containsBean(name) && beans.isTypeMatch(name, type))) {
            throw new RocketMqConfigurationException(
                    "The RocketMQ listener '" + listener.id() + "' (" + listener.description() + ") has " + key + "="
                            + name + ", but there is no bean of that name and of type " + type.getName()
                            + "; there are "
                            + new TreeSet<>(List.of(beans.getBeanNamesForType(type, true, false))) + ".",
                    "Name one of them, or declare a bean '" + name + "' of that type.");
        }
    }
}
