import { systemClock } from '../base/clock.ts';
import { type WriteResult, writeResultOf } from './answer.ts';
import type { Client } from './client.ts';
import { type DeliveryTrouble, isDeliveryTrouble } from './delivery-trouble.ts';
import type { Line } from './points.ts';

/** Sends batches of lines to one InfluxDB. */
export interface Sender {
  /** Sends lines, which must be some, with one request; if they are refused, with one request per measurement. Never rejects. */
  send(lines: readonly Line[], end: AbortSignal): Promise<SendResult>;
}

/**
 * The outcome of sending lines. `sent`: they are stored, except for the refused ones; `partly` is the message of a server that stored only a
 * part. Anything else settles none of them: all are to be sent again, and after `tooLarge` fewer at a time.
 */
export type SendResult =
  | { readonly kind: 'sent'; readonly refused: readonly RefusedPoints[]; readonly partly?: string }
  | { readonly kind: 'tooLarge'; readonly says: string }
  | DeliveryTrouble;

/** Refused points: those of a batch that the server will never accept. */
export interface RefusedPoints {
  /** Absent if the server does not say which it is, as for points that are older than it keeps. */
  readonly measurement?: string;
  readonly points: number;
  /** The times of the oldest and the newest point that may be meant. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly says: string;
}

/** @param onAnswer is called with the full text of each answer, except for those that only confirm that everything is stored */
export function createSender(
  client: Pick<Client, 'write'>,
  wall: () => number = systemClock.wall,
  onAnswer: (text: string) => void = () => {},
): Sender {
  /** The newest line of each measurement. */
  const newest = new Map<string, Line>();

  return {
    async send(lines, end) {
      for (const line of lines) newest.set(line.measurement, line);
      const result = await write(lines, end);
      return result.kind === 'refused' ? sendEach(lines, result.says, end) : resultOf(result, lines);
    },
  };

  async function write(lines: readonly Line[], end: AbortSignal): Promise<WriteResult> {
    const answer = await client.write(lines, end);
    const result = writeResultOf(answer, wall());
    const text = answer.kind === 'failed' ? answer.says : `${answer.status} ${answer.body}`;
    if (result.kind !== 'stored') onAnswer(answer.shown(text));
    return result;
  }

  /**
   * Some servers refuse a whole request because of one line, and some refuse everything because of the database: its name, no room, a
   * proxy. If they refuse each measurement on its own, also the newest point of each that is not in the batch, it is the database.
   */
  async function sendEach(lines: readonly Line[], says: string, end: AbortSignal): Promise<SendResult> {
    const groups = Map.groupBy(lines, ({ measurement }) => measurement);
    const refused: RefusedPoints[] = [];
    let isStored = false;
    for (const [measurement, group] of groups) {
      const result = await write(group, end);
      if (result.kind === 'refused') {
        refused.push(refusalOf(group, group.length, result.says, measurement));
        continue;
      }
      const sent = resultOf(result, group);
      if (sent.kind !== 'sent') return sent;
      refused.push(...sent.refused);
      isStored = true;
    }
    if (isStored) return { kind: 'sent', refused };
    for (const line of newest.values()) {
      if (groups.has(line.measurement)) continue;
      const result = await write([line], end);
      if (result.kind === 'refused') continue;
      const sent = resultOf(result, [line]);
      return sent.kind === 'sent' ? { kind: 'sent', refused } : sent;
    }
    return { kind: 'misconfigured', why: 'refusesAll', says };
  }
}

function resultOf(result: Exclude<WriteResult, { kind: 'refused' }>, lines: readonly Line[]): SendResult {
  if (isDeliveryTrouble(result) || result.kind === 'tooLarge') return result;
  if (result.kind === 'stored') return { kind: 'sent', refused: [], partly: result.partly };
  const { error, dropped, says } = result;
  const named = lines.find(({ measurement }) => error.includes(`"${measurement}"`))?.measurement;
  const meant = lines.filter(({ measurement }) => measurement === (named ?? measurement));
  return { kind: 'sent', refused: [refusalOf(meant, dropped, says, named)] };
}

/** @param lines those of which some are refused */
function refusalOf(
  lines: readonly Line[],
  points: number,
  says: string,
  measurement: string | undefined,
): RefusedPoints {
  const times = lines.map(({ atMs }) => atMs);
  return { measurement, points, fromMs: Math.min(...times), toMs: Math.max(...times), says };
}
