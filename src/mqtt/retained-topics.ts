/** How long a topic whose message the broker has refused is not retried: somebody may grant the right to it. */
export const REFUSED_FOR_MS = 60_000;

/**
 * What a broker is to retain: the newest payload of each topic, which replaces the previous one, whether that was sent or not. Nothing is
 * queued, so an outage of days costs no memory, and ends with one message per topic.
 *
 * Invariant: on a connection, a topic is sent as long as the last payload that the broker acknowledged there differs from the wanted one.
 * Before its first acknowledgement on a connection, the state of a topic is unknown, as a broker may have lost everything.
 */
export interface RetainedTopics {
  /**
   * Requests a payload for a topic; an empty one removes it (MQTT 5.0 §3.3.1.3).
   * @param everyMs the shortest time between two messages to this topic
   */
  want(topic: string, payload: string, everyMs?: number): void;
  /** The wanted payload of a topic is sent once more: somebody else may have published there. */
  again(topic: string): void;
  /** Nothing is wanted any more. What the broker retains stays there. */
  clear(): void;
  /**
   * A connection begins.
   * @param last the topic that is sent after all others
   */
  beginAnew(last?: string): void;
  /**
   * The message to send at this time, or the time of the next message if one waits; undefined if there is nothing to send. The topics take
   * turns.
   */
  next(nowMs: number): NextMessage | NextTime | undefined;
  /** The broker has answered a message. Returns whether this removed the topic, which is then forgotten here. */
  answered(message: NextMessage, nowMs: number, isRefused: boolean): boolean;
}

interface NextMessage {
  readonly kind: 'message';
  readonly topic: string;
  readonly payload: string;
}

interface NextTime {
  readonly kind: 'later';
  readonly atMs: number;
}

interface Wanted {
  payload: string;
  everyMs: number;
  /** The payload that the broker has acknowledged on this connection. */
  acknowledged: string | undefined;
  /** The earliest time at which the topic may be sent. */
  dueMs: number;
}

const AT_ONCE = Number.NEGATIVE_INFINITY;

export function createRetainedTopics(): RetainedTopics {
  const topics = new Map<string, Wanted>();
  return {
    want(topic, payload, everyMs = 0) {
      const known = topics.get(topic);
      // A topic that was up to date is sent after all that were requested earlier.
      if (known?.acknowledged === known?.payload) topics.delete(topic);
      const { acknowledged, dueMs = AT_ONCE } = known ?? {};
      topics.set(topic, { payload, everyMs, acknowledged, dueMs });
    },
    again(topic) {
      const known = topics.get(topic);
      if (known) known.acknowledged = undefined;
    },
    clear: () => topics.clear(),
    beginAnew(last = '') {
      for (const one of topics.values()) Object.assign(one, { acknowledged: undefined, dueMs: AT_ONCE });
      const atEnd = topics.get(last);
      topics.delete(last);
      if (atEnd) topics.set(last, atEnd);
    },
    next(nowMs) {
      let atMs = Number.POSITIVE_INFINITY;
      for (const [topic, { payload, acknowledged, dueMs }] of topics) {
        if (acknowledged === payload) continue;
        if (dueMs <= nowMs) return { kind: 'message', topic, payload };
        atMs = Math.min(atMs, dueMs);
      }
      return atMs === Number.POSITIVE_INFINITY ? undefined : { kind: 'later', atMs };
    },
    answered({ topic, payload }, nowMs, isRefused) {
      const known = topics.get(topic);
      if (!known) return false;
      // Set again below, the topic is at the end of the map, behind all others.
      topics.delete(topic);
      const isTakenBack = !isRefused && payload === '' && known.payload === '';
      if (isTakenBack) return true;
      if (!isRefused) known.acknowledged = payload;
      known.dueMs = nowMs + (isRefused ? REFUSED_FOR_MS : known.everyMs);
      topics.set(topic, known);
      return false;
    },
  };
}
