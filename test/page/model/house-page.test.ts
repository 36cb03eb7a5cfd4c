import { describe, expect, test } from 'vitest';
import type { ConfigBlock } from '../../../homebridge-ui/page/model/config-block.ts';
import { type Audience, audienceOf, linksOf, withAudience } from '../../../homebridge-ui/page/model/house-page.ts';
import { readConfig } from '../../../src/config/read-config.ts';

const METERS = { meters: [{ port: 'demo' }] };
const HOME = { addresses: ['192.168.1.20', '10.0.0.5'], name: 'raspberrypi.local' };

describe('the house’s page is open to', () => {
  test.each<[object | undefined, Audience]>([
    [undefined, 'off'],
    [{}, 'off'],
    [{ host: '0.0.0.0' }, 'off'],
    [{ port: null, host: '0.0.0.0' }, 'off'],
    [{ port: 8588 }, 'machine'],
    [{ port: 8588, host: 'localhost' }, 'machine'],
    [{ port: 8588, host: '127.0.1.1' }, 'machine'],
    [{ port: 8588, host: '::1' }, 'machine'],
    [{ port: 8588, host: '0.0.0.0' }, 'network'],
    [{ port: 8588, host: '::' }, 'network'],
    [{ port: 8588, host: '192.168.1.20' }, 'network'],
  ])('with %j: %s', (page, audience) => expect(audienceOf({ ...METERS, page })).toBe(audience));
});

describe('a choice of who may open it writes settings', () => {
  test.each<[string, object | undefined, Audience, object | undefined]>([
    ['the network, from nobody', undefined, 'network', { port: 8588, host: '0.0.0.0' }],
    ['this machine, from nobody', { host: '0.0.0.0' }, 'machine', { port: 8588, host: '127.0.0.1' }],
    ['this machine, with another port', { port: 80, host: '::' }, 'machine', { port: 80, host: '127.0.0.1' }],
    ['nobody', { port: 8588, host: '0.0.0.0' }, 'off', undefined],
    ['nobody, with a setting that is not known', { port: 8588, later: 1 }, 'off', { later: 1 }],
    ['the same again', { port: 8588, host: '192.168.1.20' }, 'network', { port: 8588, host: '192.168.1.20' }],
  ])('that are right: %s', (_, before, audience, page) => {
    const block: ConfigBlock = { ...METERS, page: before };
    const after = withAudience(block, audience);
    expect(after).toEqual({ ...METERS, page });
    expect(audienceOf(after)).toBe(audience);
    const { config, problems } = readConfig({ ...after, ...(page && { page: { ...page, later: undefined } }) });
    expect(problems).toEqual([]);
    expect(config.page !== undefined).toBe(audience !== 'off');
  });
});

describe('the links of a page', () => {
  test.each<[object, readonly string[]]>([
    [
      { port: 8588, host: '0.0.0.0' },
      ['http://192.168.1.20:8588/', 'http://10.0.0.5:8588/', 'http://raspberrypi.local:8588/'],
    ],
    [{ port: 80, host: '192.168.1.20' }, ['http://192.168.1.20:80/']],
    [{ port: 8588 }, ['http://127.0.0.1:8588/']],
    [{ port: 8588, host: 'fd00::5' }, ['http://[fd00::5]:8588/']],
  ])('at %j', (page, links) => expect(linksOf({ ...METERS, page }, HOME)).toEqual(links));

  test('are none where this machine is in no network', () => {
    expect(linksOf({ page: { port: 8588, host: '0.0.0.0' } }, { addresses: [] })).toEqual([]);
  });
});
