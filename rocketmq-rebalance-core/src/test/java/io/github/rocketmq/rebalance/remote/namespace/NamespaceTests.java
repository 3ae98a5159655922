package io.github.rocketmq.rebalance.remote.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import org.apache.rocketmq.remoting.protocol.NamespaceUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceTests {

    private static final Namespace SHOP = new Namespace("shop");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders",
                "shop",
                "shopping%orders",
                "other%orders",
                "%RETRY%billing",
                "%DLQ%billing",
                "shop%orders",
                "%RETRY%shop%billing",
                "%DLQ%shop%billing",
                "TBW102",
                "RMQ_SYS_TRACE_TOPIC",
                "RMQ_SYS_TRANS_HALF_TOPIC",
                "SCHEDULE_TOPIC_XXXX",
                "rmq_sys_SYNC_BROKER_MEMBER_a",
                "CID_RMQ_SYS_TRANS",
                "CHECKPOINT_TOPIC"
            })
    void wrapsAndUnwrapsAsApachesClientsDo(String name) {
        String wrapped = NamespaceUtil.wrapNamespace("shop", name);

        assertThat(SHOP.wrap(name)).isEqualTo(wrapped);
        assertThat(SHOP.wrap(wrapped)).isEqualTo(wrapped);
        assertThat(SHOP.unwrap(wrapped)).isEqualTo(NamespaceUtil.withoutNamespace(wrapped, "shop"));
        assertThat(SHOP.unwrap(name)).isEqualTo(NamespaceUtil.withoutNamespace(name, "shop"));
    }

    @Test
    void refusesAGroupThatItCannotHave() {
        assertThatThrownBy(() -> SHOP.require(new ConsumerGroup("shop%billing")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "group 'shop%billing' names the namespace 'shop', which the client adds itself; give the name"
                                + " without it");
        assertThatThrownBy(() -> SHOP.require(new ConsumerGroup("g".repeat(120))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 120");
    }
}
