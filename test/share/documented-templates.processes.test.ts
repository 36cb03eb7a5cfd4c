import { describe, expect, test } from 'vitest';
import { createAnsweringSink } from '../../src/share/thread/reading-answer.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { markdownIn } from '../../testbed/markdown.ts';
import { MISSING_JINJA, renderedByJinja } from '../../testbed/programs/jinja.ts';
import { fakeClock } from '../../testbed/support/clock.ts';
import { readingWith } from '../../testbed/support/readings.ts';

const PAGES = ['other-programs', 'prices-for-planners'].flatMap((name) => [`docs/${name}.md`, `docs/${name}.fr.md`]);
const PERIODS = [
  { name: 'HP', price: 0.2065 },
  { name: 'HC', price: 0.1579, hours: '22:30-06:30' },
];

describe.skipIf(MISSING_JINJA)(MISSING_JINJA ?? 'the templates for Home Assistant', () => {
  test.each(PAGES)('show what is there, and are unavailable where it is not: %s', (page) => {
    const { reading, forecast, silent } = answers();
    const sensors = sensorsOn(page);
    const available = renderedByJinja(
      sensors.map(({ availability }) => availability),
      [reading, forecast, silent],
    );
    const ofForecast = sensors.map(({ isForecast }) => (isForecast ? 'True' : 'False'));
    const ofReading = sensors.map(({ isForecast }) => (isForecast ? 'False' : 'True'));
    expect(available).toEqual([ofReading, ofForecast, sensors.map(() => 'False')]);
    for (const value of [reading, forecast]) {
      const shown = sensors.filter(({ isForecast }) => isForecast === (value === forecast));
      const templates = shown.map(({ template }) => template);
      expect(renderedByJinja(templates, [value]).flat()).toEqual(
        shown.map(() => expect.stringMatching(/^[\d.]+$|^HP$/)),
      );
    }
  });

  test.each(PAGES.slice(2))('tell the price of the present quarter, and give EMHASS what it takes: %s', (page) => {
    const { forecast } = answers();
    const yaml = yamlOf(page);
    const price = /value_template: "(.*now\(\).*)"/.exec(yaml)?.[1] ?? '';
    const at = (now: string) => renderedByJinja([price], [forecast], now).flat()[0];
    expect(
      ['06:29:59.999999', '06:30:00', '22:29:00', '22:30:00.000001'].map((time) => at(`2035-12-04T${time}+01:00`)),
    ).toEqual(['0.1579', '0.2065', '0.2065', '0.1579']);
    const payload = /payload: '(.*)'/.exec(yaml)?.[1] ?? '';
    const { load_cost_forecast } = forecast as { load_cost_forecast?: object };
    expect(JSON.parse(renderedByJinja([payload], [forecast]).flat()[0] ?? '')).toEqual({ load_cost_forecast });
  });
});

/** What the plugin tells of a house: its reading and its prices at 10:07, and the error of a meter that is silent. */
function answers() {
  const clock = fakeClock({ wallMs: Date.parse('2035-12-04T10:07:00+01:00') });
  const prices = [{ from: '2026-01-01', subscription: 15, periods: PERIODS }];
  const meter = { name: 'House', staleAfter: 20, prices };
  const sink = createAnsweringSink({ meter, texts: textsIn.en.readingShare, clock });
  const ask = (url: string) => sink.answer({ method: 'GET', url, host: '127.0.0.1' }).body;
  const silent = ask('/');
  sink.take(
    readingWith({
      ...{ phases: 1, apparentPowerVA: 1230, activePowerW: 1105, currentA: { 1: 5 }, importedWh: 12_345_678 },
      ...{ registers: { HCHC: 4_115_226, HCHP: 8_230_452 }, tariff: 'HP..' },
    }),
  );
  return { reading: ask('/'), forecast: ask('/forecast'), silent };
}

function yamlOf(page: string): string {
  return markdownIn(page)
    .blocks.filter(({ language }) => language === 'yaml')
    .map(({ text }) => text)
    .join('\n');
}

/** The sensors of a page, each with what it shows and with when it is available. */
function sensorsOn(page: string) {
  const found = [...yamlOf(page).matchAll(/value_template: "(.*)"\n\s+availability: "(.*)"/g)];
  expect(found.length).toBeGreaterThan(3);
  return found.map(([, template = '', availability = '']) => ({
    ...{ template, availability },
    isForecast: availability.includes('raw_today'),
  }));
}
