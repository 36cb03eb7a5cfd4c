import { HOUR_MS } from '../../../testbed/support/time.ts';
import { momentOf } from '../../../testbed/years/wall-clock.ts';

const NEAR_MS = 120_000;

/** Which hours of the night were seen completely: with frames within two minutes of both ends. */
export class NightHours {
  /** When the first and the last frame of each hour arrived, after its beginning. */
  readonly #frames = new Map<number, readonly [firstMs: number, lastMs: number]>();

  note(atMs: number): void {
    const hour = Math.floor(atMs / HOUR_MS);
    const afterMs = atMs - hour * HOUR_MS;
    this.#frames.set(hour, [this.#frames.get(hour)?.[0] ?? afterMs, afterMs]);
  }

  /** When the completely seen hours between 0:00 and 6:00 of a date in Paris began. */
  wholeHours(date: string): readonly number[] {
    const [first, end] = [momentOf(`${date} 00:00:00`), momentOf(`${date} 06:00:00`)].map((ms) => ms / HOUR_MS);
    const hours: number[] = [];
    for (let hour = first as number; hour < (end as number); hour += 1) {
      const [firstMs, lastMs] = this.#frames.get(hour) ?? [HOUR_MS, 0];
      if (firstMs <= NEAR_MS && lastMs >= HOUR_MS - NEAR_MS) hours.push(hour * HOUR_MS);
    }
    return hours;
  }
}
