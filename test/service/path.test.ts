import { expect, test } from 'vitest';
import type { Reading } from '../../src/reading/reading.ts';
import { createDefectLog } from '../../src/service/defects.ts';
import { enriched } from '../../src/service/path.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { listLog } from '../../testbed/support/log.ts';
import { readingAt } from '../journal/reading-at.ts';

const { en } = textsIn;

test('a reading that cannot be measured passes as it came, which is logged once, and the next one is measured', async () => {
  const heard = [1, 2, 3, 4].map((nth) => readingAt(nth));
  const { log, lines } = listLog();
  const wattmeter = {
    measure(reading: Reading) {
      if (reading === heard[1] || reading === heard[2]) throw 'no such band';
      return { ...reading, activePowerW: 5 };
    },
  };
  const passed: Reading[] = [];
  for await (const reading of enriched(each(heard), [wattmeter.measure], createDefectLog(log, en).guard))
    passed.push(reading);
  expect(passed).toEqual([{ ...heard[0], activePowerW: 5 }, heard[1], heard[2], { ...heard[3], activePowerW: 5 }]);
  expect(lines).toEqual([`error ${en.platform.defect('no such band')}`]);
});

async function* each<T>(some: readonly T[]) {
  yield* some;
}
