import type { Clock } from '../clock.ts';
import { type Delivery, deliveryOf } from './answer.ts';
import type { Client } from './client.ts';
import { inOneLine } from './words.ts';

/** Sends lines once and says what came of it; never throws. `end` cuts it short. */
export type Deliver = (lines: readonly string[], end: AbortSignal) => Promise<Delivery>;

/** @param hear is told in full what comes back, unless it is that all is stored */
export function deliverTo(client: Client, clock: Clock, hear: (says: string) => void = () => {}): Deliver {
  return async (lines, end) => {
    const answer = await client.post(lines, end);
    const delivery = deliveryOf(answer, clock.wall());
    if (delivery.kind !== 'stored') hear(inOneLine('says' in answer ? answer.says : `${answer.status} ${answer.body}`));
    return delivery;
  };
}
