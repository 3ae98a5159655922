package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.RequestCode;
import io.github.rocketmq.rebalance.wire.ResponseCode;

/** Failures as this client's callers see them. */
final class Failures {

    private Failures() {}

    static RemoteException.Refused refused(BrokerAddress address, int request, RemotingFrame response) {
        String remark = response.remark();
        return new RemoteException.Refused(
                address + " refused " + RequestCode.describe(request) + " with "
                        + ResponseCode.describe(response.code())
                        + (remark == null ? "" : ": " + remark),
                response.code());
    }
}
