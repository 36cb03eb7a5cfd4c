import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PriceList } from '../../src/share/thread/price-answer.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { encodeFrame, type WireGroup } from '../../src/tic/encode.ts';
import { childClock } from '../../testbed/child-clock/child-clock.ts';
import { freePort, isInstalled } from '../../testbed/daemon.ts';
import { type Homebridge, startHomebridge } from '../../testbed/homebridge/homebridge.ts';
import { type Phone, phoneOf } from '../../testbed/homebridge/phone.ts';
import { markdownIn } from '../../testbed/markdown.ts';
import { meterIsOpenedAnew, metersAreRead } from '../../testbed/meter/quiet-house.ts';
import { startTcpMeter, type TcpMeter } from '../../testbed/meter/tcp-meter.ts';
import { pluginBlock } from '../../testbed/support/plugin-block.ts';

const run = promisify(execFile);
const TEXTS = textsIn.en.readingShare;
const STALE_AFTER_S = 20;
const MANY_CONNECTIONS = 40;
const missing = ['curl', 'jq'].filter((program) => process.env['CI'] === undefined && !isInstalled(program));
const title = missing.length > 0 ? `apt-get install ${missing.join(' ')}` : 'the reading over HTTP';

const PAGES = ['docs/other-programs.md', 'docs/other-programs.fr.md'].map(markdownIn);
const PLANNERS = ['docs/prices-for-planners.md', 'docs/prices-for-planners.fr.md'].map(markdownIn);
/** What the page shows as an answer. */
const DOCUMENTED = JSON.parse(PAGES[0]?.blocks.find(({ text }) => text.includes('"ageSeconds"'))?.text ?? '');

/** The frame of the meter whose answer the page shows. */
const THREE_PHASES = {
  ...{ ADSC: '021876543210', VTIC: '02', LTARF: 'HEURE PLEINE    ', EAST: '002565285', PREF: '12' },
  ...{ IRMS1: '004', IRMS2: '000', IRMS3: '012', URMS1: '233', URMS2: '231', URMS3: '229' },
  ...{ SINSTS: '03680', SINSTS1: '00932', SINSTS2: '00000', SINSTS3: '02748', STGE: '003A0001' },
  ...{ PRM: '12345678901234', MSG1: 'PAS DE          MESSAGE         ' },
};
const GIVING = {
  ...{ ...THREE_PHASES, EAIT: '000900001', SINSTS: '00000', SINSTI: '02110' },
  ...{ SINSTS1: '00000', SINSTS3: '00000' },
};
const SINGLE_PHASE = {
  ...{ ADCO: '021876543211', OPTARIF: 'BBR(', ISOUSC: '45', BBRHCJB: '001000000', BBRHPJB: '002000000' },
  ...{ BBRHCJW: '000300000', BBRHPJW: '000400000', BBRHCJR: '000050000', BBRHPJR: '000006001' },
  ...{ PTEC: 'HPJW', DEMAIN: 'ROUG', IINST: '005', IMAX: '090', PAPP: '01230', HHPHC: 'A', MOTDETAT: '000000' },
};

/** A morning, so that no day begins while the test runs. */
const STARTS_MS = Date.parse('2035-12-04T10:00:00+01:00');
/** The house tells nothing of its hours, so that those of the prices hold. */
const PRICES = {
  house: { HP: { price: 0.2065 }, HC: { price: 0.1579, hours: '22:56-06:56' } },
  barn: {
    ...{ HCJB: { price: 0.13 }, HPJB: { price: 0.16 }, HCJW: { price: 0.15 } },
    ...{ HPJW: { price: 0.18 }, HCJR: { price: 0.17 }, HPJR: { price: 0.71 } },
  },
};

describe.skipIf(missing.length > 0)(title, () => {
  const started = new AsyncDisposableStack();
  let house: TcpMeter;
  let barn: TcpMeter;
  let homebridge: Homebridge;
  let phone: Phone;
  const ports = { house: 0, barn: 0 };

  beforeAll(async () => {
    house = started.use(await startTcpMeter());
    barn = started.use(await startTcpMeter());
    for (const name of ['house', 'barn'] as const) ports[name] = await freePort();
    const rest = { staleAfter: STALE_AFTER_S, tiles: ['power'] };
    const meters = [
      {
        name: 'House',
        port: house.port,
        mode: 'standard',
        powerFactor: 0.9,
        share: { httpPort: ports.house },
        prices: pricesOf(PRICES.house),
        ...rest,
      },
      {
        name: 'Barn',
        port: barn.port,
        mode: 'historique',
        share: { httpPort: ports.barn },
        prices: pricesOf(PRICES.barn),
        ...rest,
      },
    ];
    homebridge = started.use(
      await startHomebridge({
        config: pluginBlock({ meters }),
        ...{ debug: true, clock: childClock({ isSteered: true, endsSlowly: true, aheadMs: STARTS_MS - Date.now() }) },
      }),
    );
    phone = started.use(phoneOf(homebridge.bridge));
    await Promise.all([house.waitUntilOpened(), barn.waitUntilOpened()]);
    await homebridge.waitForLog(listensAt('house'));
    await homebridge.clock.stop();
    await metersAreRead([house, barn], homebridge);
  });
  afterAll(() => started.disposeAsync());

  test('is an error before the meter was heard', async () => {
    expect(await asked(ports.house)).toEqual({
      status: 503,
      body: { name: 'House', error: expect.stringMatching(/^Nothing has come from the meter yet, /) },
    });
  });

  test('does not hold up the prices: those with hours of their own are there before the meter was heard', async () => {
    expect(await changesOf(ports.house)).toEqual([
      '2035-12-04T00:00:00+01:00 0.1579',
      '2035-12-04T07:00:00+01:00 0.2065',
      '2035-12-04T23:00:00+01:00 0.1579',
      '2035-12-05T07:00:00+01:00 0.2065',
      '2035-12-05T23:00:00+01:00 0.1579',
      '2035-12-06T00:00:00+01:00 end',
    ]);
    // evcc tries again where nobody listens, and not after an error.
    await expect(curl(`http://127.0.0.1:${ports.barn}/prices`)).rejects.toThrow('Failed to connect');
  });

  test('is what the frame says, as the page about it shows, and no more', async () => {
    await hear(house, 'House', THREE_PHASES, '3,680 VA');
    const at = new Date(homebridge.clock.wallMs).toISOString();
    expect(await asked(ports.house)).toEqual({ status: 200, body: { ...DOCUMENTED, at, ageSeconds: 0 } });
  });

  test('leaves out what the frame does not say, and what is not known yet', async () => {
    await hear(barn, 'Barn', SINGLE_PHASE, '1,230 VA');
    await homebridge.waitForLog(listensAt('barn'));
    const { status, body } = await asked(ports.barn);
    expect(status).toBe(200);
    expect(body).toEqual({
      ...{ name: 'Barn', at: expect.any(String), ageSeconds: 0, mode: 'historique', phases: 1 },
      ...{ apparentPower: 1230, surplus: 0, currents: [5], energy: 3756.001, period: 'HPJW', offPeak: false },
      energyByPeriod: { HCJB: 1000, HPJB: 2000, HCJW: 300, HPJW: 400, HCJR: 50, HPJR: 6.001 },
      ...{ tempoToday: 'white', tempoTomorrow: 'red', subscribedPower: 9000, load: 14 },
    });
  });

  test('gives a number to each jq expression for evcc on the page, and to each template for Home Assistant', async () => {
    const answers = { House: await answerOf(ports.house), Barn: await answerOf(ports.barn) };
    for (const { blocks, spans } of PAGES) {
      const yaml = blocks.filter(({ language }) => language === 'yaml').map(({ text }) => text);
      const forEvcc = yaml.flatMap((text) => [...text.matchAll(/jq: "([^"]+)"/g)].map(([, found = '']) => found));
      const forHome = yaml.flatMap((text) =>
        [...text.matchAll(/{{ value_json(\.[^ ]+) }}"\n(?=(?: {8}.*\n)* {8}unit_)/g)].map(([, found = '']) => found),
      );
      expect([forEvcc.length, forHome.length]).toEqual([8, 4]);
      expect(numbersOf([...forEvcc, ...forHome], answers.House)).toHaveLength(12);
      const [forPanels, others] = [/^\.power - /, /^\.[^-]*\/\//].map((form) =>
        spans.filter((span) => form.test(span)),
      );
      expect(numbersOf(forPanels ?? [], answers.House)).toEqual([3312]);
      expect(numbersOf(others ?? [], answers.Barn)).toEqual([0, 0, 1230]);
    }
  });

  test('has beside it the prices of Tempo, as far as the meter has told the colours', async () => {
    expect(await changesOf(ports.barn)).toEqual([
      '2035-12-04T06:00:00+01:00 0.18',
      '2035-12-04T22:00:00+01:00 0.15',
      '2035-12-05T06:00:00+01:00 0.71',
      '2035-12-05T22:00:00+01:00 0.17',
      '2035-12-06T00:00:00+01:00 end',
    ]);
  });

  test('gives the prices to what the page about them shows for evcc, Home Assistant, EMHASS and a script', async () => {
    const [barn, readingOfBarn] = [`http://127.0.0.1:${ports.barn}`, await answerOf(ports.barn)];
    const [prices, forecast] = await Promise.all(['/prices', '/forecast'].map((path) => curl(`${barn}${path}`)));
    for (const { blocks, spans } of PLANNERS) {
      const texts = (wanted: string) => blocks.filter(({ language }) => language === wanted).map(({ text }) => text);
      const yaml = texts('yaml').join('\n');
      expect(
        [...yaml.matchAll(/(?:uri|resource): "http:\/\/127\.0\.0\.1:2002([^"]*)"/g)].map(([, path]) => path),
      ).toEqual(['/prices', '/', '/forecast']);
      const attributes = JSON.parse(/json_attributes: (\[.*\])/.exec(yaml)?.[1] ?? '[]');
      expect(Object.keys(forecast?.body ?? {})).toEqual(expect.arrayContaining(attributes));
      const ofPeriods = [...yaml.matchAll(/{{ value_json(\.energyByPeriod\.)H[PC] }}/g)].map(([, path]) => path);
      const colours = spans.filter((span) => /^H[PC]J[BWR]$/.test(span));
      expect([ofPeriods.length, colours.length]).toEqual([2, 6]);
      expect(
        numbersOf(
          colours.map((colour) => `${ofPeriods[0]}${colour}`),
          readingOfBarn,
        ),
      ).toHaveLength(6);
      const [forEmhass, cheapest] = texts('sh').map(
        (text) => /\| (?:TZ=\S+ )?jq (?:-r )?'([^']+)'/.exec(text)?.[1] ?? 'error',
      );
      const passed = JSON.parse(String(jq(forEmhass, forecast?.body)));
      expect(passed).toStrictEqual({
        load_cost_forecast: expect.objectContaining({ '2035-12-05T06:00:00+01:00': 0.71 }),
      });
      expect(JSON.parse(jq(cheapest, prices?.body))).toBe('2035-12-04T22:00:00+01:00');
    }
  });

  test('has a negative power while a producer gives', async () => {
    await hear(house, 'House', GIVING, '2,110 VA');
    expect((await asked(ports.house)).body).toMatchObject({ power: -1899, apparentPower: 0, energyGiven: 900.001 });
  });

  test('is an error while the meter is silent, and comes back with it', async () => {
    await homebridge.clock.advance(1000 * STALE_AFTER_S);
    expect((await asked(ports.house)).status).toBe(200);
    await homebridge.clock.advance(1);
    expect(await asked(ports.house)).toEqual({
      status: 503,
      body: { name: 'House', error: TEXTS.silent(20_001), at: expect.any(String), ageSeconds: 20 },
    });
    // What a kWh costs does not depend on it.
    expect((await changesOf(ports.barn)).at(-1)).toBe('2035-12-06T00:00:00+01:00 end');
    await meterIsOpenedAnew(house, homebridge);
    await hear(house, 'House', THREE_PHASES, '3,680 VA');
    expect(await asked(ports.house)).toMatchObject({ status: 200, body: { power: 3312 } });
  });

  test('is refused to a name of the internet, at another path, and to a method that is none for reading', async () => {
    const url = `http://127.0.0.1:${ports.house}`;
    expect((await curl(url, '-H', 'Host: rebound.example')).status).toBe(421);
    expect((await curl(`${url}/frames`)).status).toBe(404);
    expect(await curl(url, '-d', 'power=0')).toEqual({ status: 405, body: { error: TEXTS.readOnly } });
  });

  test('goes on, as do the home and the stop, while one client is stuck and 40 connections are held', async () => {
    const held = await Promise.all(Array.from({ length: MANY_CONNECTIONS }, () => connected(ports.house)));
    held[0]?.write('GET / HTTP/1.1\r\nHost: pi\r\nX-Never-');
    expect(await phone.read('House Power', 'CurrentAmbientLightLevel')).toEqual({ value: 3680 });
    expect((await asked(ports.barn)).body).toMatchObject({ name: 'Barn' });
    await hear(house, 'House', { ...THREE_PHASES, SINSTS: '00410' }, '410 VA');

    await homebridge.clock.run();
    expect(await homebridge.stop()).toMatchObject({ code: 0 });
    await expect.poll(() => held.filter(({ closed }) => !closed)).toEqual([]);
  });

  const listensAt = (name: keyof typeof ports) => `the newest reading at http://127.0.0.1:${ports[name]}`;

  /** The meter sends one frame, which Homebridge's log shows with these words. */
  async function hear(meter: TcpMeter, name: string, labels: { readonly [label: string]: string }, shown: string) {
    const at = homebridge.log.length;
    const groups: readonly WireGroup[] = Object.entries(labels).map(([label, data]) => ({ label, data }));
    meter.write(encodeFrame(groups, 'ADSC' in labels ? 'standard' : 'historique'));
    await homebridge.waitForLog(new RegExp(`${name}: .*${shown.replace(' ', '\\s')}`), at);
  }

  /** The prices of a meter: each change, and the end. */
  async function changesOf(port: number): Promise<readonly string[]> {
    const { status, body } = await curl(`http://127.0.0.1:${port}/prices`);
    expect(status).toBe(200);
    const list = body as PriceList;
    const changes = list.filter(({ value }, nth) => value !== list[nth - 1]?.value);
    return [...changes.map(({ start, value }) => `${start} ${value}`), `${list.at(-1)?.end} end`];
  }

  const asked = (port: number) => curl(`http://127.0.0.1:${port}/`);
  const answerOf = async (port: number) => JSON.stringify((await asked(port)).body);
});

async function curl(...given: readonly string[]): Promise<{ readonly status: number; readonly body: object }> {
  const { stdout } = await run('curl', ['-sS', '-w', '%{http_code}', ...given]);
  const [, body = '', status] = /^([\s\S]*\n)(\d{3})$/.exec(stdout) ?? [];
  return { status: Number(status), body: JSON.parse(body) };
}

/** What jq makes of an answer by each expression. @throws when one gives no number */
function numbersOf(expressions: readonly string[], answer: string): readonly number[] {
  return expressions.map((expression) => {
    const found = execFileSync('jq', [`${expression} | if type == "number" then . else error end`], { input: answer });
    return Number(found);
  });
}

function jq(expression: string | undefined, body: object | undefined): string {
  return execFileSync('jq', ['-c', expression ?? 'error'], { input: JSON.stringify(body), encoding: 'utf8' });
}

function pricesOf(periods: { readonly [name: string]: { readonly price: number; readonly hours?: string } }) {
  return [
    { from: '2026-01-01', subscription: 15, periods: Object.entries(periods).map(([name, one]) => ({ name, ...one })) },
  ];
}

async function connected(port: number): Promise<Socket> {
  // One that is turned away may be told so by a reset.
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  return socket.resume();
}
