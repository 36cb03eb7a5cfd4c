import { beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createDatabase, tryInflux } from '../../src/ui/influx-trial.ts';
import type { TrialStep } from '../../src/ui/protocol.ts';
import { missingServers, startVictoria } from '../../testbed/databases/servers.ts';
import {
  createTestDatabase,
  type OwnDatabase,
  sharedVictoria,
  uniqueName,
} from '../../testbed/databases/shared-databases.ts';
import { victoriaAnswers } from '../../testbed/databases/victoria-answers.ts';

beforeEach(({ skip }) => {
  // Skipped where the servers are not installed, except under CI: there a missing server fails with the name of its package.
  const missing = missingServers();
  skip(missing.length > 0 && !process.env['CI'], `needs ${missing.join(', ')}`);
});

const tried = (influx: object) => tryInflux(influx, 'en', systemClock);
const created = (influx: object) => createDatabase(influx, 'en', systemClock);
/** The steps, with a minus before each that failed. */
const summary = (steps: readonly TrialStep[]) => steps.map(({ step, ok }) => `${ok ? '' : '−'}${step}`).join(' ');

describe('InfluxDB 1.6 with users', () => {
  const settings = ({ url, username, password, database }: OwnDatabase) => ({
    ...{ version: '1', url, database, username, password },
  });

  test('a missing database is created on request, and then a point is written, found, and deleted', async () => {
    const influx = await createTestDatabase();
    const database = uniqueName('ma "maison"');
    const before = await tried({ ...settings(influx), database });
    expect(summary(before.steps)).toBe('settings reach −write');
    expect(before.steps.at(-1)?.says).toContain(`has no database ${database}`);
    expect(before.canCreate).toBe(true);

    expect(await created({ ...settings(influx), database })).toMatchObject({ step: 'create', ok: true });
    const after = await tried({ ...settings(influx), database });
    expect(summary(after.steps)).toBe('settings reach write read');
    expect(after.steps.at(-1)?.says).toContain('was found there');
    expect(after.canCreate).toBe(false);
    expect(after.steps[1]?.says).toContain('InfluxDB 1.6.');
    expect(await influx.query('SHOW MEASUREMENTS', database)).toEqual([]);
  });

  test('a wrong password is reported', async () => {
    const wrong = { ...settings(await createTestDatabase()), password: 'wr0ng-one' };
    const { steps, canCreate } = await tried(wrong);
    expect(summary(steps)).toBe('settings reach −write');
    expect(steps.at(-1)?.says).toMatch(/refuses the user linky or the password \(401/);
    expect(canCreate).toBe(false);
    expect(await created(wrong)).toMatchObject({ ok: false, says: expect.stringContaining('or the password') });
  });

  test('missing privileges of the user are reported', async () => {
    const influx = await createTestDatabase();
    const { database } = influx;
    const [username, password] = [uniqueName('pi'), 'passw0rd'];
    await influx.query(`CREATE USER "${username}" WITH PASSWORD '${password}'`);
    const pi = { ...settings(influx), username, password };
    const none = await tried(pi);
    expect(summary(none.steps)).toBe('settings reach −write');
    expect(none.steps.at(-1)?.says).toContain(`GRANT WRITE ON "${database}" TO "${username}"`);
    const refused = await created({ ...pi, database: 'other' });
    expect(refused).toMatchObject({ ok: false, says: expect.stringContaining('CREATE DATABASE "other"') });

    await influx.query(`GRANT WRITE ON "${database}" TO "${username}"`);
    const writing = await tried(pi);
    expect(summary(writing.steps)).toBe('settings reach write read');
    expect(writing.steps.at(-1)?.says).toContain('The user may write, but not read');
  });

  test('version 2 in the settings, and a missing retention policy, are reported', async () => {
    const influx = await createTestDatabase();
    const two = await tried({ version: '2', url: influx.url, bucket: influx.database, token: 's3cr3t-t0k3n' });
    expect(summary(two.steps)).toBe('settings −reach');
    const policy = await tried({ ...settings(influx), retentionPolicy: 'short' });
    expect(policy.steps.at(-1)?.says).toContain('does not know the retention policy');
  });
});

describe('VictoriaMetrics', () => {
  test.each([
    { version: '2', bucket: 'linky' },
    { version: '1', database: 'linky' },
  ])('returns the point that was written: %j', async (settings) => {
    // This needs its own server: the test point has no name of a meter, and the test expects exactly one such point.
    await using victoria = await startVictoria();
    const { steps, hint } = await tried({ url: victoria.url, ...settings });
    expect(summary(steps)).toBe('settings reach write read');
    expect(steps[1]?.says).toContain('VictoriaMetrics answers at');
    expect(hint).toContain('retentionPeriod');
    expect(steps.at(-1)?.says).toContain('was found there');
    expect(await victoria.samples('linky_test_value')).toHaveLength(1);
  });

  test('behind a proxy that checks the token: with the right token, also at its path for InfluxDB, a wrong one, and none', async () => {
    const { url, token } = sharedVictoria().vmauth;
    const withToken = async (given: string, path = '') =>
      (await tried({ url: url + path, bucket: 'linky', token: given })).steps;
    for (const path of ['', '/influx']) expect(summary(await withToken(token, path))).toBe('settings reach write read');
    const wrong = await withToken('wr0ng-one');
    expect(summary(wrong)).toBe('settings reach −write');
    expect(wrong.at(-1)?.says).toContain(`refuses the token (${victoriaAnswers().unknown('Bearer')})`);
    expect((await withToken('')).at(-1)?.says).toContain('requires a token (401');
  });
});
