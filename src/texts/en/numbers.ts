import { numberWriter } from '../numbers.ts';

/** English numbers of the log and the command line: `12 345.678`, grouped by blanks as in the SI, with a point. */
export const englishNumber = numberWriter('\u00a0', '.');
