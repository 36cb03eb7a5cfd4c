import { DAY_MS, HOUR_MS } from '../../../../testbed/support/time.ts';
import type { Lane } from '../case.ts';

/** The clock of this machine against that of a meter in standard mode, which the grid operator sets. */
export const clockLane: Lane = [
  {
    name: 'the clock is an hour behind',
    breaks: (home) => {
      home.cellarAheadMs = HOUR_MS;
    },
    expects: {
      ...{ part: 'clock', kind: 'behind', tab: 'energy' },
      log: /The meter's clock is \d.* ahead of this machine's/,
    },
    mends: (home) => {
      home.cellarAheadMs = 0;
    },
    logsEnd: /The readings kept in memory now have their dates/,
  },
  {
    name: 'the clock is three days ahead',
    breaks: (home) => {
      home.cellarAheadMs = -3 * DAY_MS;
    },
    expects: {
      ...{ part: 'clock', kind: 'ahead', tab: 'energy' },
      log: /This machine's clock is \d d \d+ h ahead of the meter's/,
    },
    mends: (home) => {
      home.cellarAheadMs = 0;
    },
    logsEnd: /This machine's clock and the meter's agree again|The readings kept in memory now have their dates/,
  },
];
