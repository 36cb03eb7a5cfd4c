import { describe, expect, test } from 'vitest';
import { BODY_SIGNS, serverInHeaders, serverName } from '../../src/influx/known-server.ts';
import { answered, failed } from './made-answers.ts';

const answer = (headers: Readonly<Record<string, string>>) => answered(204, '', headers);

describe('a database is named by the headers of its answers:', () => {
  test.each([
    ['InfluxDB 1.6.7~rc0', 'OSS', '1.6.7~rc0'],
    ['InfluxDB 1.8.10', 'OSS', '1.8.10'],
    ['InfluxDB 1.8.0', 'OSS', '1.8.0'],
    ['InfluxDB 1.12.4', 'OSS', '1.12.4'],
    ['InfluxDB 2.9.1', 'OSS', 'v2.9.1'],
    ['InfluxDB Enterprise 1.11.8', 'ENT', '1.11.8'],
    ['InfluxDB 3 Core 3.4.0', 'Core', '3.4.0'],
    ['InfluxDB 3 Enterprise 3.10.1', 'Enterprise', '3.10.1'],
    ['InfluxDB Cloud', 'cloud2', ''],
    ['InfluxDB Cloud', 'Cloud', undefined],
    ['VictoriaMetrics', undefined, '1.8.0'],
    ['Telegraf', undefined, '1.0'],
    // A proxy may have removed one of the two headers.
    ['InfluxDB 1.8.10', undefined, '1.8.10'],
    ['InfluxDB', 'OSS', undefined],
    ['InfluxDB', 'something new', 'nightly\u001b[31m'],
  ])('%s, of X-Influxdb-Build %j and X-Influxdb-Version %j', (name, build, version) => {
    const headers = {
      ...(build !== undefined && { 'x-influxdb-build': build }),
      ...(version !== undefined && { 'x-influxdb-version': version }),
    };
    const server = serverInHeaders(answer(headers));
    expect(server).toBeDefined();
    expect(serverName(server)).toBe(name);
  });

  test('GreptimeDB, by the names of its headers', () => {
    expect(serverName(serverInHeaders(answer({ 'x-greptime-execution-time': '1' })))).toBe('GreptimeDB');
  });

  test('and none by the headers of another server, or by a failure', () => {
    expect(serverInHeaders(answer({ server: 'nginx', 'x-influxdb-error': 'no' }))).toBeUndefined();
    expect(serverInHeaders(failed('ETIMEDOUT', ''))).toBeUndefined();
  });

  test('one that has not shown what it is, is called InfluxDB', () => {
    expect(serverName(undefined)).toBe('InfluxDB');
  });
});

/** What VictoriaMetrics answers to any query. */
const DATABASES =
  '{"results":[{"statement_id":0,"series":[{"name":"databases","columns":["name"],"values":[["_internal"]]}]}]}';

describe('behind a proxy that removes headers, a database is named by what it says at', () => {
  test.each([
    ['/ping', '{"version":"3.4.0","revision":"5e3d5a1","process_id":"b"}', 'InfluxDB 3.4.0'],
    ['/health', '{"name":"influxdb","status":"pass","version":"v2.9.1"}', 'InfluxDB 2.9.1'],
    ['/health', '{"name":"influxdb","status":"pass"}', 'InfluxDB'],
    ['/query', DATABASES, 'VictoriaMetrics'],
    ['/', '<h2>Single-node VictoriaMetrics</h2></br>', 'VictoriaMetrics'],
    ['/', '<h2>vmagent</h2>See docs', 'vmagent'],
    ['/api/v2/ready', '{"started":"t","status":"ready","up":"1s"}', 'Telegraf'],
  ])('%s: %s', (path, body, name) => {
    const server = BODY_SIGNS.find((sign) => sign.path.split('?')[0] === path)?.serverIn(answered(200, body));
    expect(server).toBeDefined();
    expect(serverName(server)).toBe(name);
  });

  test('a newer VictoriaMetrics is asked for what it makes up before /health, where it says that it is an InfluxDB', () => {
    const asked = BODY_SIGNS.map(({ path }) => path.split('?')[0]);
    expect(asked.indexOf('/query')).toBeLessThan(asked.indexOf('/health'));
  });

  test.each([
    '',
    'OK',
    'null',
    '{"results":[{"statement_id":0,"error":"database name required"}]}',
    '[]',
    '"version"',
    '<h1>Hi</h1>',
    '{"version":"1","name":"app","status":"ready"}',
  ])('but no database says %j', (body) => {
    expect(BODY_SIGNS.filter(({ serverIn }) => serverIn(answered(200, body)))).toEqual([]);
  });
});
