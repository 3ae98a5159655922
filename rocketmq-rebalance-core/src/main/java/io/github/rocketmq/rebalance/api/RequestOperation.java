package io.github.rocketmq.rebalance.api;

/** What a request to a broker or name server asks. */
public enum RequestOperation {
    /** Messages of one queue. */
    PULL,
    /** Messages that nobody else of the group has. */
    POP,
    /** Whether there is anything to pop. */
    AWAIT_MESSAGES,
    /** To store how far the group got, or that popped messages are done. */
    ACK,
    /** To have a message come again, or to put it into the dead-letter topic. */
    NACK,
    /** To make a popped message visible at another time. */
    CHANGE_INVISIBLE_TIME,
    /** For the locks of queues. */
    LOCK,
    /** To take locks back. */
    UNLOCK,
    /** To note that this client lives. */
    HEARTBEAT,
    /** To note that this client leaves a group. */
    UNREGISTER,
    /** How far the group got, or where a queue begins or ends. */
    QUERY_OFFSET,
    /** Where a topic's queues are. */
    QUERY_ROUTE,
    /** Which queues a member is to consume. */
    QUERY_ASSIGNMENT,
    /** Who is in the group. */
    MEMBER_LIST,
    /** How long a broker has been up. */
    UPTIME,
    /** To store a message. */
    SEND
}
