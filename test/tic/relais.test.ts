import { expect, test } from 'vitest';
import { closedRelays } from '../../src/tic/relais.ts';

test.each([
  ['000', []],
  ['001', [1]],
  ['008', [4]],
  ['128', [8]],
  ['130', [2, 8]],
  ['255', [1, 2, 3, 4, 5, 6, 7, 8]],
])('RELAIS %s is decimal, bit n−1 for relay n', (relais, closed) => expect(closedRelays(relais)).toEqual(closed));
