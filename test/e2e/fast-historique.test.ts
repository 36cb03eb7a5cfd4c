import { beforeEach, describe, expect, test } from 'vitest';
import { encodeFrame } from '../../src/tic/encode.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { startHomebridge, temporaryStorage } from '../../testbed/homebridge/homebridge.ts';
import { startMeterAtSpeed } from '../../testbed/meter/meter-at-speed.ts';
import { missingPty } from '../../testbed/meter/pty.ts';
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
/**
 * In real time: the meter looks at the speed of its reader and then sends, which takes long on a busy machine. With a faster clock the
 * reader would have gone on to another speed meanwhile, or given up.
 */
const REAL_TIME = childClock({ endsSlowly: true });
const FOUND = 'answers, in historique mode at 9600 baud.';

beforeEach(({ skip }) => {
  const reason = missingPty();
  if (reason !== undefined) skip(reason);
});

describe('an adapter that gives historique at 9600 baud', () => {
  test('is found by a real Homebridge, and again after a restart', async () => {
    await using meter = await startMeterAtSpeed(FRAME, 9600);
    await using storage = await temporaryStorage();
    const config = pluginBlock({ meters: [{ name: 'House', port: meter.port }] });
    for (const start of ['first', 'second']) {
      await using homebridge = await startHomebridge({ config, storage: storage.path, clock: REAL_TIME });
      expect(await homebridge.waitForLog(/House: the meter on/), `at the ${start} start`).toContain(FOUND);
      await homebridge.stop();
      await meter.forgetReader();
    }
  });

  test('is found by the doctor, which says what to change where 1200 baud is set', async () => {
    await using meter = await startMeterAtSpeed(FRAME, 9600);
    const { stdout } = await runCli(['doctor', meter.port, '--baud', '1200', '--json', '--language', 'en']);
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
