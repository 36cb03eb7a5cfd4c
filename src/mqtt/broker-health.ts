import type { Clock } from '../base/clock.ts';
import type { BrokerFault } from './broker-fault.ts';

/** Two lost connections within this time are a trouble; a single one is the restart of a broker. */
const LOSSES_WITHIN_MS = 60_000;
/** How long a working connection has to stand until a trouble is over; longer after losses, as more may follow. */
const WORKS_AFTER_MS = 10_000;
const STANDS_AFTER_MS = 60_000;

/** What is wrong with a broker, derived from what happens on the way to it. It is reported only when it begins, changes, or is over. */
export interface BrokerHealth {
  /** No connection could be made. */
  refused(fault: BrokerFault): void;
  /** The other side ended a connection. */
  lost(fault: BrokerFault): void;
  /** The broker has acknowledged a message to a topic, or has refused it. */
  answered(topic: string, fault: BrokerFault | undefined): void;
  /** Nothing more is reported. */
  stop(): void;
}

/** @param report called with what is wrong now; undefined if nothing is wrong any more */
export function createBrokerHealth(clock: Clock, report: (fault?: BrokerFault) => void): BrokerHealth {
  const refusedTopics = new Map<string, BrokerFault>();
  let lostMs = Number.NEGATIVE_INFINITY;
  let isUnsteady = false;
  /** The present connection, once the broker has acknowledged something on it. */
  let connection: { readonly cancel: () => void; isGood: boolean } | undefined;

  return {
    refused(fault) {
      over();
      report(fault);
    },
    lost(fault) {
      over();
      const nowMs = clock.now();
      isUnsteady ||= nowMs - lostMs <= LOSSES_WITHIN_MS;
      lostMs = nowMs;
      if (isUnsteady) report(fault);
    },
    answered(topic, fault) {
      if (fault) {
        const says = `${topic}: ${fault.says}`;
        refusedTopics.set(topic, fault);
        return report({ kind: fault.kind, says });
      }
      connection ??= begun();
      if (refusedTopics.delete(topic) && connection.isGood) tellWhetherGood();
    },
    stop: over,
  };

  function begun() {
    const cancel = clock.after(isUnsteady ? STANDS_AFTER_MS : WORKS_AFTER_MS, () => {
      isUnsteady = false;
      if (connection) connection.isGood = true;
      tellWhetherGood();
    });
    return { cancel, isGood: false };
  }

  function tellWhetherGood(): void {
    if (refusedTopics.size === 0) report(undefined);
  }

  function over(): void {
    connection?.cancel();
    connection = undefined;
    // They are tried again on the next connection.
    refusedTopics.clear();
  }
}
