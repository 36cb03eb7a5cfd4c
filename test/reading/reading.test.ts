import { expect, test } from 'vitest';
import { withoutGroups } from '../../src/reading/reading.ts';
import { readingWith } from '../../testbed/support/readings.ts';

test('without its groups a Reading says in words what it said, and no group as it was sent, and no number', () => {
  const reading = readingWith({ apparentPowerVA: 1230, prm: '12345678901234' });
  const labels = { ADSC: '041876012345', SINSTS: '01230' };
  const whole = {
    ...reading,
    frame: { ...reading.frame, address: '041876012345', labels, horodates: { DATE: 'H26' } },
  };
  const { prm: _, ...said } = reading;
  const frame = { ...reading.frame, address: '', labels: {}, horodates: {} };
  expect(withoutGroups(whole)).toEqual({ ...said, frame });
});
