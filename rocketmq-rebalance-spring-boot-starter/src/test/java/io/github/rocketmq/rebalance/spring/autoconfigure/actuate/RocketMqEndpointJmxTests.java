package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import java.util.Arrays;
import javax.management.MBeanException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

class RocketMqEndpointJmxTests {

    private static final String STRING = String.class.getName();

    @Test
    void listenersAreReadOverJmx() throws Exception {
        try (ConfigurableApplicationContext context = exposed()) {
            MBeanServer server = context.getBean(MBeanServer.class);
            ObjectName name = name(server);

            assertThat(server.invoke(name, "overview", new Object[0], new String[0]))
                    .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                    .extractingByKey("listeners", InstanceOfAssertFactories.map(String.class, Object.class))
                    .containsOnlyKeys("orders", "payments");
            assertThat(server.invoke(name, "listener", new Object[] {"orders"}, new String[] {STRING}))
                    .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                    .containsEntry("group", "orders-g");
            assertThat(server.getMBeanInfo(name).getOperations())
                    .extracting(MBeanOperationInfo::getName)
                    .containsExactlyInAnyOrder("overview", "listener");
        }
    }

    @Test
    void listenersAreControlledOverJmxWithOpenAccess() throws Exception {
        try (ConfigurableApplicationContext context = exposed("management.endpoint.rocketmq.access=unrestricted")) {
            MBeanServer server = context.getBean(MBeanServer.class);
            ObjectName name = name(server);

            assertThat(Arrays.stream(server.getMBeanInfo(name).getOperations())
                            .filter(operation -> operation.getName().equals("change"))
                            .findFirst()
                            .orElseThrow()
                            .getSignature())
                    .extracting(MBeanParameterInfo::getName)
                    .containsExactly("id", "action", "mode", "queue", "to", "interval", "dryRun");
            assertThat(change(server, name, "orders", "pause"))
                    .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                    .containsEntry("action", "pause");
            assertThat(context.getBean(FakeConsumers.class).of("orders-g").calls())
                    .containsExactly("pause HOLD");
            assertThatThrownBy(() -> change(server, name, "nobody", "pause"))
                    .isInstanceOf(MBeanException.class)
                    .rootCause()
                    .hasMessage("there is no listener 'nobody'; the listeners are [orders, payments]");
        }
    }

    private static Object change(MBeanServer server, ObjectName name, String id, String action) throws Exception {
        return server.invoke(name, "change", new Object[] {id, action, null, null, null, null, null}, new String[] {
            STRING, STRING, STRING, STRING, STRING, STRING, STRING
        });
    }

    private static ObjectName name(MBeanServer server) throws Exception {
        return server
                .queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Rocketmq,*"), null)
                .stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("the endpoint is not among " + server.queryNames(null, null)));
    }

    private static ConfigurableApplicationContext exposed(String... properties) {
        String[] all = Arrays.copyOf(properties, properties.length + 2);
        all[properties.length] = "spring.jmx.enabled=true";
        all[properties.length + 1] = "management.endpoints.jmx.exposure.include=rocketmq";
        return ActuatorApplication.run(WebApplicationType.NONE, all);
    }
}
