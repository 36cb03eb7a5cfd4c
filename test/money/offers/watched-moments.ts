import { seededRandom } from '../../../src/source/demo/seeded-random.ts';
import { MINUTE_MS, SECOND_MS } from '../../../testbed/support/time.ts';
import { wallClock } from '../../../testbed/years/wall-clock.ts';

/** When the frames of a house arrive. */
export interface Watch {
  readonly seed: number;
  /** Minutes of the day at which a period may begin: a frame comes in the minute before, and in the minute itself. */
  readonly edges: ReadonlySet<number>;
  /** One in this many of these frames is missing. */
  readonly missesOneIn: number;
  /**
   * Dates on which a frame arrives every 20 to 58 s, so that no minute lacks one. On other dates there are few besides those at the edges.
   */
  readonly dense: ReadonlySet<string>;
}

/** One in this many minutes away from the edges has a frame. */
const OTHERS_ONE_IN = 240;

/** The moments of the frames from a moment on, and before another one, in the order of time. */
export function momentsOf({ seed, edges, missesOneIn, dense }: Watch, fromMs: number, toMs: number): readonly number[] {
  const random = seededRandom(seed, 4);
  const moments: number[] = [];
  let denseMs = 0;
  for (let atMs = Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS; atMs < toMs; atMs += MINUTE_MS) {
    const { date, hour } = wallClock(atMs);
    const minute = Math.round(hour * 60);
    const isEdge = edges.has(minute) || edges.has((minute + 1) % 1_440);
    if (dense.has(date)) {
      for (
        denseMs = Math.max(denseMs, atMs);
        denseMs < atMs + MINUTE_MS;
        denseMs += Math.floor((20 + 38 * random()) * SECOND_MS)
      )
        moments.push(denseMs);
    } else if (isEdge ? random() > 1 / missesOneIn : random() < 1 / OTHERS_ONE_IN) {
      moments.push(atMs + Math.floor(random() * MINUTE_MS));
    }
  }
  return moments;
}

/** The minutes of the day at which the hours of a text, as the settings have it, begin or end. */
export function edgesIn(hours: string): readonly number[] {
  return Array.from(
    hours.matchAll(/(\d\d):(\d\d)/g),
    ([, hour, minute]) => (60 * Number(hour) + Number(minute)) % 1_440,
  );
}
