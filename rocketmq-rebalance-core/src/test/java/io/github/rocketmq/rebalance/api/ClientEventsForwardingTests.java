package io.github.rocketmq.rebalance.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClientEventsForwardingTests {

    @Test
    void nobodyIsNobodyHoweverOften() {
        assertThat(ClientEvents.all(List.of())).isSameAs(ClientEvents.NONE);
        assertThat(ClientEvents.all(List.of(ClientEvents.NONE, ClientEvents.NONE)))
                .isSameAs(ClientEvents.NONE);
    }

    @Test
    void everyEventReachesEveryListenerAlthoughTheFirstThrows() throws ReflectiveOperationException {
        List<String> heard = new ArrayList<>();
        ClientEvents failing = listener(heard, "first", true);
        ClientEvents all = ClientEvents.all(List.of(failing, listener(heard, "second", false)));

        for (Method event : events()) {
            heard.clear();
            event.invoke(all, arguments(event));
            assertThat(heard).containsExactly("first " + event.getName(), "second " + event.getName());
        }
    }

    private static List<Method> events() {
        return Stream.of(ClientEvents.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .toList();
    }

    private static ClientEvents listener(List<String> heard, String name, boolean failing) {
        return (ClientEvents) Proxy.newProxyInstance(
                ClientEvents.class.getClassLoader(),
                new Class<?>[] {ClientEvents.class},
                (proxy, method, arguments) -> {
                    heard.add(name + " " + method.getName());
                    if (failing) {
                        throw new IllegalStateException("on purpose");
                    }
                    return null;
                });
    }

    private static Object[] arguments(Method event) {
        return Stream.of(event.getParameterTypes())
                .map(ClientEventsForwardingTests::anything)
                .toArray();
    }

    @SuppressWarnings("NullAway") // forwarded unseen
    private static Object anything(Class<?> type) {
        if (type == int.class) {
            return 1;
        }
        if (type == long.class) {
            return 1L;
        }
        return type == boolean.class ? true : null;
    }
}
