import { describe, expect, test } from 'vitest';
import {
  influxOf,
  influxVersionOf,
  isSetUp,
  metersOf,
  overlayOf,
  withInflux,
  withMeter,
  withoutInflux,
} from '../../../homebridge-ui/page/model/config-block.ts';
import { readConfig } from '../../../src/config/read-config.ts';

const block = {
  platform: 'LinkyTIC',
  _bridge: { port: 51_000 },
  oddity: 1,
  meters: [
    { port: 'demo', wire: 'blue' },
    { name: 'Grange', port: '/dev/ttyUSB0', tiles: [] },
  ],
  influx: { url: 'http://nas:8086', token: 't', version: '1', database: 'house', tls: true },
};

describe('a meter of the settings', () => {
  test('that says little has the defaults that the plugin gives it', () => {
    const { config } = readConfig({ meters: [{ port: 'demo' }] });
    const [meter] = metersOf({ meters: [{ port: 'demo' }] });
    expect(config.meters[0]).toMatchObject({ ...meter });
  });

  test.each([undefined, null, 'demo', [null], [{ name: 'Linky' }], [{ port: 7 }]])('is not set up by %j', (meters) => {
    expect(isSetUp({ meters })).toBe(false);
  });

  test('is set up once it has a port', () => {
    expect(isSetUp(block)).toBe(true);
  });
});

describe('an edit', () => {
  test('changes one field of one meter and nothing else', () => {
    const edited = withMeter(block, 0, 'port', '/dev/ttyUSB7');
    expect(edited).toEqual({ ...block, meters: [{ port: '/dev/ttyUSB7', wire: 'blue' }, block.meters[1]] });
    expect(block.meters[0]?.port).toBe('demo');
  });

  test('adds the first meter', () => {
    expect(withMeter({ name: 'TIC' }, 0, 'port', 'demo')).toEqual({ name: 'TIC', meters: [{ port: 'demo' }] });
  });

  test('of InfluxDB keeps what else is there', () => {
    expect(withInflux(block, { database: 'linky' })).toEqual({
      ...block,
      influx: { ...block.influx, database: 'linky' },
    });
  });
});

test('what is gone from a block is told to who lays it over the one before', () => {
  const before = { ...block };
  const { influx: _, ...rest } = block;
  expect(Object.assign(before, overlayOf(rest, Object.keys(block)))).toEqual({ ...rest, influx: undefined });
});

describe('no InfluxDB', () => {
  test('is one that the plugin does not ask an address for', () => {
    const off = withoutInflux(block);
    expect(influxOf(off)).toEqual({ database: 'house', tls: true });
    expect(readConfig({ influx: { ...influxOf(off), tls: undefined } }).problems).toEqual([]);
  });

  test('changes nothing where there is none', () => {
    expect(withoutInflux({ name: 'TIC' })).toEqual({ name: 'TIC' });
  });

  test.each([
    [{}, undefined],
    [{ bucket: 'linky', version: '1' }, undefined],
    [{ url: 'http://nas:8086' }, '2'],
    [{ url: 'http://nas:8086', version: '1' }, '1'],
    [{ token: 'secret' }, '2'],
  ])('or which one, is read from %j: %s', (influx, version) => {
    expect(influxVersionOf(influx)).toBe(version);
  });
});
