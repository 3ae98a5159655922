package io.github.rocketmq.rebalance.spring.autoconfigure;

import java.util.List;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/** Where the cluster is. A bean of this type replaces {@code rocketmq.name-server}. */
public interface RocketMqConnectionDetails extends ConnectionDetails {

    /** The name servers, each as {@code host:port}; at least one. */
    List<String> nameServers();
}
