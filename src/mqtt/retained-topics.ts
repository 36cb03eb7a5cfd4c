/** How long a topic rests whose message the broker has refused: somebody may give us the right to it. */
export const REFUSED_FOR_MS = 60_000;

/**
 * What a broker is to keep: the newest payload of each topic, which takes the place of the one before, whether that was sent or not. Nothing
 * is queued, so an outage of days costs no memory, and ends with one message a topic.
 *
 * Invariant: on a connection, a topic is sent as long as the last payload that the broker acknowledged there differs from the wanted one.
 * Before its first acknowledgement on a connection nothing is known of a topic, as a broker may have forgotten all.
 */
export interface RetainedTopics {
  /**
   * Asks for a payload of a topic; an empty one takes it back (MQTT 5.0 §3.3.1.3).
   * @param everyMs how long after one message to this topic the next one is sent at the earliest
   */
  want(topic: string, payload: string, everyMs?: number): void;
  /** What is wanted of a topic is sent once more: what the broker has of it may be another's. */
  again(topic: string): void;
  /** Nothing is wanted any more. What the broker has stays there. */
  clear(): void;
  /** A connection begins. @param last the topic whose turn comes after all others */
  beginAnew(last?: string): void;
  /** What is sent at this time, or the time of the next message where one waits; undefined where there is nothing to send. Each topic has its turn. */
  next(nowMs: number): NextMessage | NextTime | undefined;
  /** The broker has answered to a message. Gives whether the topic is taken back by that, and forgotten here. */
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
  /** What the broker has acknowledged on this connection. */
  acknowledged: string | undefined;
  /** From when on it may be sent. */
  dueMs: number;
}

const AT_ONCE = Number.NEGATIVE_INFINITY;

export function createRetainedTopics(): RetainedTopics {
  const topics = new Map<string, Wanted>();
  return {
    want(topic, payload, everyMs = 0) {
      const known = topics.get(topic);
      // What was as wanted has its turn after all that was asked for earlier.
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
      // At the end of the map, it is behind all others.
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
