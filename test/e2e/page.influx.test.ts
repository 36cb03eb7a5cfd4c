import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingBrowser, openBrowser, openSettings, type Settings } from './support/browser.ts';
import { expectQuiet, LANGUAGES, openTab, press, saveButton } from './support/opened.ts';
import { type Influx, missingServers, startInflux, startVictoria, startVmauth } from './support/servers.ts';
import { blockIn, startUi, type Ui } from './support/ui.ts';

const TOKEN = 's3cr3t-t0k3n';
const METERS = [{ name: 'Linky', port: 'demo' }];

const missing = process.env['CI'] ? [] : [missingBrowser() ?? [], missingServers()].flat();
const title = ['the page tries InfluxDB', ...missing].join(', skipped: ');

describe.skipIf(missing.length > 0).for(LANGUAGES)(`${title} in $language`, ({ language, texts, server, save }) => {
  const started = new AsyncDisposableStack();
  let browser: Browser;
  let influx: Influx;
  let gate: { readonly url: string };
  let ui: Ui;

  beforeAll(async () => {
    influx = started.use(await startInflux({ auth: true }));
    const victoria = started.use(await startVictoria());
    gate = started.use(await startVmauth({ token: TOKEN, upstream: victoria.url }));
    browser = started.use(await openBrowser());
    ui = started.use(await startUi({ language }));
  });

  afterAll(() => started.disposeAsync());

  test('of version 2: the right settings, saved as they were typed', async () => {
    await using settings = await opened();
    await fill(settings, '2', { url: gate.url, token: TOKEN, bucket: 'maison' });
    expect(await steps(settings)).toEqual([
      ['well', server.influx.settings(gate.url, 'maison')],
      ['well', server.influx.reached(gate.url)],
      ['well', server.influx.written('maison')],
      ['well', server.influx.found],
    ]);
    await expect.poll(() => saveButton(settings, save).isEnabled()).toBe(true);
    expectQuiet(settings, ui);
    await saveButton(settings, save).click();
    await expect
      .poll(() => blockIn(ui))
      .toEqual({
        ...{ platform: 'LinkyTIC', meters: METERS },
        influx: { version: '2', url: gate.url, token: TOKEN, bucket: 'maison' },
      });
  });

  test('of version 1: the right settings, saved as they were typed, its blanks too', async () => {
    await using settings = await opened();
    const { url, username, password } = influx;
    await influx.query(`CREATE DATABASE "juste-${language}"`);
    await fill(settings, '1', { url: ` ${url} `, database: `juste-${language}`, username, password });
    expect((await steps(settings)).at(-1)).toEqual(['well', server.influx.found]);
    await settings.frame.locator('.influx input[type=password]').fill(' de passe ');
    await expect.poll(() => saveButton(settings, save).isEnabled()).toBe(true);
    await saveButton(settings, save).click();
    await expect
      .poll(() => blockIn(ui))
      .toEqual({
        ...{ platform: 'LinkyTIC', meters: METERS },
        influx: { version: '1', url, database: `juste-${language}`, username, password: ' de passe ' },
      });
  });

  test('of version 2: a wrong token', async () => {
    await using settings = await opened();
    await fill(settings, '2', { url: gate.url, token: 'wr0ng' });
    expect((await steps(settings)).at(-1)).toEqual(['ill', expect.stringContaining('API Tokens')]);
    expect(await settings.frame.locator('.trial').textContent()).not.toContain('wr0ng');
    expectQuiet(settings, ui);
  });

  test('of version 1: a wrong password', async () => {
    await using settings = await opened();
    await fill(settings, '1', { url: influx.url, username: influx.username, password: 'hunter2' });
    expect((await steps(settings)).at(-1)).toEqual(['ill', expect.stringContaining(influx.username)]);
    expect(await settings.frame.locator('.trial').textContent()).not.toContain('hunter2');
    expectQuiet(settings, ui);
  });

  test('of version 1: a database that is missing, made from there, written to and read', async () => {
    await using settings = await opened();
    const { url, username, password } = influx;
    await fill(settings, '1', { url, username, password, database: `maison-${language}` });
    expect((await steps(settings)).at(-1)).toEqual(['ill', expect.stringContaining(`maison-${language}`)]);

    await press(settings, texts.influx.create);
    await settings.frame.getByText(server.influx.found).waitFor();
    expect((await steps(settings)).map(([kind]) => kind)).toEqual(Array(5).fill('well'));
    expect(await databases(influx)).toContain(`maison-${language}`);
    expectQuiet(settings, ui);
  });

  test('that is not there', async () => {
    await using settings = await opened();
    await fill(settings, '2', { url: 'http://127.0.0.1:9' });
    expect((await steps(settings)).at(-1)).toEqual([
      'ill',
      server.influx.outage.notListening('http://127.0.0.1:9', ''),
    ]);
    expectQuiet(settings, ui);
  });

  async function opened(): Promise<Settings> {
    await ui.configure({ platform: 'LinkyTIC', meters: METERS });
    const settings = await openSettings(browser, ui);
    await openTab(settings, texts.tabs.influx);
    return settings;
  }

  /** Types the settings, and has them tried. */
  async function fill(settings: Settings, version: '1' | '2', typed: Readonly<Record<string, string>>): Promise<void> {
    await settings.frame.getByLabel(texts.influx.versions[version]).check();
    const labels: Readonly<Record<string, string>> = { ...texts.influx, optional: '' } as never;
    for (const [name, value] of Object.entries(typed)) {
      await settings.frame
        .locator('.influx .fields')
        .getByLabel(labels[name] ?? name)
        .fill(value);
    }
    await press(settings, texts.influx.test);
  }
});

/** Each step as it is shown, once the trial is over. */
async function steps({ frame }: Settings): Promise<readonly (readonly [string | undefined, string | undefined])[]> {
  await frame.locator('.trial .steps li').first().waitFor();
  return frame
    .locator('.trial .steps li')
    .evaluateAll((lines) => lines.map((line) => [line.className, line.lastElementChild?.textContent ?? ''] as const));
}

async function databases(influx: Influx): Promise<readonly unknown[]> {
  return (await influx.query('SHOW DATABASES')).map(({ name }) => name);
}
