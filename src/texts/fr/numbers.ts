import { numberWriter } from '../numbers.ts';

/** French numbers: `12 345,678`, grouped by narrow blanks, with a comma. Browsers write the same. */
export const frenchNumber = numberWriter('\u202f', ',');
