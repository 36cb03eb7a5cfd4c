import type { Clock } from '../clock.ts';
import { type Delivery, deliveryOf } from './answer.ts';
import type { Client } from './client.ts';

/** Sends lines once and says what came of it; never throws. `end` cuts it short. */
export type Deliver = (lines: readonly string[], end: AbortSignal) => Promise<Delivery>;

export function deliverTo(client: Client, clock: Clock): Deliver {
  return async (lines, end) => deliveryOf(await client.post(lines, end), clock.wall());
}
