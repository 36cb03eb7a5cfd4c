import { beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Step } from '../../src/ui/protocol.ts';
import { createDatabase, tryInflux } from '../../src/ui/trial.ts';
import { type Influx, missingServers, startInflux, startVictoria, startVmauth } from './support/servers.ts';

beforeEach(({ skip }) => {
  // On a user's machine the servers may be missing; where CI runs, a missing one is a failure that names its package.
  const missing = missingServers();
  skip(missing.length > 0 && !process.env['CI'], `needs ${missing.join(', ')}`);
});

const tried = (influx: object) => tryInflux(influx, 'en', systemClock);
const created = (influx: object) => createDatabase(influx, 'en', systemClock);
/** Each step, with a minus where it failed. */
const summary = (steps: readonly Step[]) => steps.map(({ step, ok }) => `${ok ? '' : '−'}${step}`).join(' ');

describe('InfluxDB 1.6 with users', () => {
  const settings = ({ url, username, password }: Influx) => ({
    ...{ version: '1', url, database: 'ma "maison"', username, password },
  });

  test('a missing database is created on request, then a point is written, found, and taken away', async () => {
    await using influx = await startInflux({ auth: true });
    const before = await tried(settings(influx));
    expect(summary(before.steps)).toBe('settings reach −write');
    expect(before.steps.at(-1)?.says).toContain('has no database ma "maison"');
    expect(before.canCreate).toBe(true);

    expect(await created(settings(influx))).toMatchObject({ step: 'create', ok: true });
    const after = await tried(settings(influx));
    expect(summary(after.steps)).toBe('settings reach write read');
    expect(after.steps.at(-1)?.says).toContain('was found there');
    expect(after.canCreate).toBe(false);
    expect(await influx.query('SHOW MEASUREMENTS', 'ma "maison"')).toEqual([]);
  });

  test('a wrong password', async () => {
    await using influx = await startInflux({ auth: true });
    const wrong = { ...settings(influx), password: 'wr0ng-one' };
    const { steps, canCreate } = await tried(wrong);
    expect(summary(steps)).toBe('settings reach −write');
    expect(steps.at(-1)?.says).toMatch(/does not accept the user linky with this password \(401/);
    expect(canCreate).toBe(false);
    expect(await created(wrong)).toMatchObject({ ok: false, says: expect.stringContaining('with this password') });
  });

  test('users with few rights', async () => {
    await using influx = await startInflux({ auth: true });
    await influx.query('CREATE DATABASE linky');
    await influx.query(`CREATE USER pi WITH PASSWORD 'passw0rd'`);
    const pi = { version: '1', url: influx.url, database: 'linky', username: 'pi', password: 'passw0rd' };
    const none = await tried(pi);
    expect(summary(none.steps)).toBe('settings reach −write');
    expect(none.steps.at(-1)?.says).toContain('GRANT WRITE ON "linky" TO "pi"');
    const refused = await created({ ...pi, database: 'other' });
    expect(refused).toMatchObject({ ok: false, says: expect.stringContaining('CREATE DATABASE "other"') });

    await influx.query('GRANT WRITE ON linky TO pi');
    const writing = await tried(pi);
    expect(summary(writing.steps)).toBe('settings reach write read');
    expect(writing.steps.at(-1)?.says).toContain('The user may write, but not read');
  });

  test('version 2 set for it, and a retention policy that it does not have', async () => {
    await using influx = await startInflux();
    await influx.query('CREATE DATABASE linky');
    const two = await tried({ version: '2', url: influx.url, bucket: 'linky', token: 's3cr3t-t0k3n' });
    expect(summary(two.steps)).toBe('settings −reach');
    const policy = await tried({ version: '1', url: influx.url, database: 'linky', retentionPolicy: 'short' });
    expect(policy.steps.at(-1)?.says).toContain('does not know the retention policy');
  });
});

describe('VictoriaMetrics', () => {
  test.each([
    { version: '2', bucket: 'linky' },
    { version: '1', database: 'linky' },
  ])('finds what it was sent: %j', async (settings) => {
    await using victoria = await startVictoria();
    const { steps } = await tried({ url: victoria.url, ...settings });
    expect(summary(steps)).toBe('settings reach write read');
    expect(steps.at(-1)?.says).toContain('was found there');
    expect(await victoria.samples('linky_test_value')).toHaveLength(1);
  });

  test('behind a proxy that checks the token: the right one, a wrong one, none', async () => {
    await using victoria = await startVictoria();
    await using proxy = await startVmauth({ token: 's3cr3t-t0k3n', upstream: victoria.url });
    const withToken = async (token: string) => (await tried({ url: proxy.url, bucket: 'linky', token })).steps;
    expect(summary(await withToken('s3cr3t-t0k3n'))).toBe('settings reach write read');
    const wrong = await withToken('wr0ng-one');
    expect(summary(wrong)).toBe('settings reach −write');
    expect(wrong.at(-1)?.says).toContain('does not accept the token (401');
    expect((await withToken('')).at(-1)?.says).toContain('InfluxDB wants a token');
  });
});
