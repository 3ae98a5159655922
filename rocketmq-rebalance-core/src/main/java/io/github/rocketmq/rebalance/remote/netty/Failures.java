package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.RequestCode;
import io.github.rocketmq.rebalance.wire.ResponseCode;

/** Failures as this client's callers see them. */
final class Failures {

    private Failures() {}

    static RemoteException.Refused refused(Connection asked, int request, RemotingFrame response) {
        String remark = response.remark();
        return new RemoteException.Refused(
                asked.address() + " refused " + RequestCode.describe(request) + " with "
                        + ResponseCode.describe(response.code())
                        + (remark == null ? "" : ": " + remark)
                        + (response.code() == ResponseCode.NO_PERMISSION
                                ? " (" + asked.stamp().signedBy() + ")"
                                : ""),
                response.code());
    }
}
