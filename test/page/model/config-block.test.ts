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
  test('with a port alone has the plugin’s own defaults', () => {
    const { config } = readConfig({ meters: [{ port: 'demo' }] });
    const [meter] = metersOf({ meters: [{ port: 'demo' }] });
    expect(config.meters[0]).toMatchObject({ ...meter });
  });

  test.each([
    ['9600', 9600],
    [9600, 9600],
    ['1200', 1200],
    [2400, 'auto'],
    [undefined, 'auto'],
  ])('with the speed %j is listened to as the plugin reads it', (baudRate, read) => {
    const typed = { meters: [{ port: '/dev/ttyUSB0', baudRate }] };
    expect(metersOf(typed)[0]?.baudRate).toBe(read);
    expect(readConfig(typed).config.meters[0]?.baudRate).toBe(read);
  });

  test.each([undefined, null, 'demo', [null], [{ name: 'Linky' }], [{ port: 7 }]])('%j is not set up', (meters) => {
    expect(isSetUp({ meters })).toBe(false);
  });

  test('with a port is set up', () => {
    expect(isSetUp(block)).toBe(true);
  });
});

describe('an edit', () => {
  test('changes one field of one meter and leaves everything else', () => {
    const edited = withMeter(block, 0, 'port', '/dev/ttyUSB7');
    expect(edited).toEqual({ ...block, meters: [{ port: '/dev/ttyUSB7', wire: 'blue' }, block.meters[1]] });
    expect(block.meters[0]?.port).toBe('demo');
  });

  test('adds the first meter', () => {
    expect(withMeter({ name: 'TIC' }, 0, 'port', 'demo')).toEqual({ name: 'TIC', meters: [{ port: 'demo' }] });
  });

  test('of a field of InfluxDB keeps the other fields', () => {
    expect(withInflux(block, { database: 'linky' })).toEqual({
      ...block,
      influx: { ...block.influx, database: 'linky' },
    });
  });
});

test('a removed key is gone after the block is copied over the previous one', () => {
  const before = { ...block };
  const { influx: _, ...rest } = block;
  expect(Object.assign(before, overlayOf(rest, Object.keys(block)))).toEqual({ ...rest, influx: undefined });
});

describe('the settings of InfluxDB', () => {
  test('can be turned off, so that the plugin does not ask for an address', () => {
    const off = withoutInflux(block);
    expect(influxOf(off)).toEqual({ database: 'house', tls: true });
    expect(readConfig({ influx: { ...influxOf(off), tls: undefined } }).problems).toEqual([]);
  });

  test('turned off without having been set leave the block as it is', () => {
    expect(withoutInflux({ name: 'TIC' })).toEqual({ name: 'TIC' });
  });

  test.each([
    [{}, undefined],
    [{ bucket: 'linky', version: '1' }, undefined],
    [{ url: 'http://nas:8086' }, '2'],
    [{ url: 'http://nas:8086', version: '1' }, '1'],
    [{ token: 'secret' }, '2'],
  ])('%j want version %s', (influx, version) => {
    expect(influxVersionOf(influx)).toBe(version);
  });
});
