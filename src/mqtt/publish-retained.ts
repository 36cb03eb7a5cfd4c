import { sleep } from '../base/clock.ts';
import type { Broker } from './broker-client.ts';
import type { BrokerConnection } from './broker-connection.ts';
import type { BrokerFault, ProtocolVersion } from './broker-fault.ts';
import { createBrokerHealth } from './broker-health.ts';
import { inEitherVersion } from './in-either-version.ts';
import { createRetainedTopics } from './retained-topics.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A connection that has stood for this long was good: after it, the pauses start again from the shortest. */
const GOOD_AFTER_MS = 60_000;
/** How long a broker has to take the last message at the end: the service waits for this for at most a second. */
const LAST_WITHIN_MS = 600;

interface RetainedPlan {
  readonly broker: Broker;
  /** Called with what is wrong with the broker; undefined if nothing is wrong any more. */
  report(fault?: BrokerFault): void;
  /** Called once, when the broker has acknowledged the first message. */
  begun(): void;
  /** Called with a topic that was removed, once the broker has acknowledged that. */
  tookBack(topic: string): void;
}

/** Messages that a broker retains, and sends to each new subscriber. */
export interface RetainedMessages {
  /** Requests that a payload is published; an empty one removes the topic: see `RetainedTopics`. */
  want(topic: string, payload: string, everyMs?: number): void;
  /** Publishes the wanted payload of a topic once more, as somebody else may have published there. */
  again(topic: string): void;
  /** Publishes one last message, if the broker takes it at once, and ends the connection in good order. Resolves within a second. */
  stop(topic: string, payload: string): Promise<void>;
}

/**
 * Keeps the broker's retained messages up to date, over as many connections as that takes. Nothing here throws or waits for the broker.
 * Payloads are published one topic at a time, with QoS 1, and again after each loss of the connection.
 */
export function publishRetained({ broker, report, begun, tookBack }: RetainedPlan): RetainedMessages {
  const { clock } = broker;
  const topics = createRetainedTopics();
  const health = createBrokerHealth(clock, report);
  const life = new AbortController();
  let isStopping = false;
  let isConnected = false;
  let hasBegun = false;
  let wake = () => {};
  const ended = keepConnected();

  return {
    want(topic, payload, everyMs) {
      if (isStopping) return;
      topics.want(topic, payload, everyMs);
      wake();
    },
    again(topic) {
      topics.again(topic);
      wake();
    },
    async stop(topic, payload) {
      isStopping = true;
      topics.clear();
      topics.want(topic, payload);
      health.stop();
      if (!isConnected) life.abort();
      wake();
      const cancel = clock.after(LAST_WITHIN_MS, () => life.abort());
      await ended;
      cancel();
    },
  };

  async function keepConnected(): Promise<void> {
    let version: ProtocolVersion = 5;
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      const { outcome, next, stoodMs } = await connectOnce(version);
      if (isStopping) return;
      if (outcome.kind === 'refused') health.refused(outcome.fault);
      if (outcome.kind === 'lost') health.lost(outcome.fault);
      version = next;
      if (stoodMs >= GOOD_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      await sleep(pauseMs, clock, life.signal);
      if (isStopping) return;
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }

  async function connectOnce(version: ProtocolVersion) {
    let sinceMs = Number.POSITIVE_INFINITY;
    const spoken = await inEitherVersion(broker, version, life.signal, async (connection) => {
      sinceMs = clock.now();
      isConnected = true;
      await publishAll(connection);
    });
    isConnected = false;
    return { ...spoken, stoodMs: clock.now() - sinceMs };
  }

  async function publishAll({ over, publish }: BrokerConnection): Promise<void> {
    // The topic of the will comes last: once it says that we are there, its subscribers take all other topics for current, so these must be
    // current by then.
    topics.beginAnew(broker.will?.topic);
    over.addEventListener('abort', () => wake());
    while (!over.aborted) {
      const next = topics.next(clock.now());
      if (next?.kind === 'message') {
        const fault = await publish({ ...next, isRetained: true });
        if (over.aborted) return;
        if (!fault && !hasBegun) begun();
        hasBegun ||= !fault;
        if (topics.answered(next, clock.now(), fault !== undefined)) tookBack(next.topic);
        // A user without the right to a topic may have switched to another topic for that reason: then there is nothing to remove.
        const isInVain = next.payload === '' && fault !== undefined;
        if (!isStopping && !isInVain) health.answered(next.topic, fault);
      } else if (isStopping) return;
      else await woken(next?.atMs);
    }
  }

  /** Resolves at the given time, when something else is wanted, or when the connection is over. */
  async function woken(atMs: number | undefined): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = atMs === undefined ? () => {} : clock.after(Math.max(1, atMs - clock.now()), resolve);
    wake = resolve;
    await promise;
    cancel();
  }
}
