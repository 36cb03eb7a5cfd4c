import { beforeEach, describe, expect, test } from 'vitest';
import { encodeFrame } from '../../src/tic/encode.ts';
import { childClock, QUICKLY } from '../../testbed/child-clock/child-clock.ts';
import { startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { sendAtBauds } from '../../testbed/meter/meter-at-speed.ts';
import { missingPty, openPty, type Pty } from '../../testbed/meter/pty.ts';
import { runCli } from '../../testbed/programs/cli.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';

const FRAME = encodeFrame(
  [
    { label: 'ADCO', data: '012345678901' },
    { label: 'OPTARIF', data: 'BASE' },
    { label: 'BASE', data: '094939439' },
    { label: 'PAPP', data: '00390' },
  ],
  'historique',
);
const FOUND = 'answers, in historique mode at 9600 baud.';

/** How the clock of a program goes on that reads the meter: before each step, the meter sends a frame at its own speed. */
function reading(line: Pty) {
  const clock = childClock({ isSteered: true, endsSlowly: true });
  return { clock, pace: { ...QUICKLY, before: () => sendAtBauds(line, FRAME, 9600) } };
}

beforeEach(({ skip }) => {
  const reason = missingPty();
  if (reason !== undefined) skip(reason);
});

describe('an adapter that gives historique at 9600 baud', () => {
  test('is found by a real Homebridge, and again after a restart', async () => {
    await using line = await openPty();
    await using storage = await temporaryStorage();
    const config = pluginBlock({ meters: [{ name: 'House', port: line.pluginSide }] });
    for (let start = 1; start <= 2; start += 1) {
      await using homebridge = await startHomebridge({ config, storage: storage.path, ...reading(line) });
      await homebridge.waitForLog(FOUND);
      await homebridge.stop();
      // The meter is silent until the next reader has set its speed.
      await line.waitUntilOpened();
    }
  });

  test('is found by the doctor, which says what to change where 1200 baud is set', async () => {
    await using line = await openPty();
    const { stdout } = await runCli(
      ['doctor', line.pluginSide, '--baud', '1200', '--json', '--language', 'en'],
      reading(line),
    );
    expect(JSON.parse(stdout).ports).toMatchObject([
      {
        ok: false,
        ...{ mode: 'historique', baudRate: 9600 },
        trouble: { kind: 'otherSpeed', mode: 'historique', found: 9600, expected: 1200 },
        says: [
          expect.stringContaining('Set the speed (baudRate) to auto, or to 9600.'),
          expect.stringContaining('A meter answers in historique mode at 9600 baud'),
          expect.anything(),
        ],
      },
    ]);
  });
});
