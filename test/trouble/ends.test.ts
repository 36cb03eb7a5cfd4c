import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { InfluxConfig } from '../../src/config/config.ts';
import { MirrorLog } from '../../src/influx/mirror-log.ts';
import { refusedLinesIn } from '../../src/influx/refused-lines.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';
import { loggedTroubles } from '../../testbed/support/troubles.ts';

const { en } = textsIn;

const CONFIG: InfluxConfig = {
  ...{ url: 'http://127.0.0.1:8086', version: '2', token: '', org: '', bucket: 'linky', literal: true },
};
const SAYS = '400 field type conflict';
const refusal = (at: number) => ({ line: `linky,meter=a v=1 ${at}`, says: SAYS });

/** What a database refuses, in a folder that is missing: there nothing can be set aside. */
function withoutFolder() {
  const folder = join(temporaryFolder(), 'missing');
  const { troubles, log } = loggedTroubles();
  const mirrorLog = new MirrorLog({ config: CONFIG, reports: troubles, log, texts: en.influx });
  const lines = refusedLinesIn(folder, () => 0, mirrorLog);
  return {
    mend: () => mkdirSync(folder),
    mirrorLog,
    refuse(fromMs: number, count: number) {
      for (let at = fromMs; at < fromMs + count; at += 1) lines.take([refusal(at)], () => true);
    },
    standing: () => troubles.standing.map(({ kind }) => kind),
  };
}

describe('that refused lines cannot be set aside is over', () => {
  test('with the next one that can be, however many could not', () => {
    const { mend, refuse, standing } = withoutFolder();
    refuse(0, 150);
    expect(standing()).toEqual(['notSetAside']);
    mend();
    refuse(150, 1);
    expect(standing()).toEqual([]);
  });

  test('once nothing is refused any more, also for a thread that follows the one that reported it', () => {
    const { mirrorLog, refuse, standing } = withoutFolder();
    refuse(0, 1);
    mirrorLog.refused([], [refusal(0)], '/refused.txt');
    expect(standing()).toEqual(['notSetAside']);
    mirrorLog.refused([], [], '/refused.txt');
    expect(standing()).toEqual([]);
  });
});
