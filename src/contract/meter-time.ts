/**
 * The local time at a reading. It is the meter's own (DATE) where the meter tells it, since the meter switches by its own clock;
 * else that of this machine.
 */
export interface MeterTime {
  /** The instant, in milliseconds since 1970. */
  readonly atMs: number;
  /** The local date, in days since 1970-01-01. */
  readonly day: number;
  /** Minutes after midnight by the local clock, from 0 to 1 439. */
  readonly minute: number;
  /**
   * For how long the meter was not observed before this reading, in milliseconds: since the reading before, or for ever
   * (`Infinity`) when that is unknown, as after a start and after the clock was set.
   */
  readonly unseenMs: number;
}
