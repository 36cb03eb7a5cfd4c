import { SECOND_MS } from './time.ts';

/**
 * How long a test waits for one condition. It only ends a wait in vain, so it is longer than anything takes on a busy machine.
 * `npm run test:part` waits 15 s, since somebody sits in front of it.
 */
export const PATIENCE_MS = Number(process.env['LINKY_TIC_TEST_PATIENCE'] ?? 240) * SECOND_MS;
