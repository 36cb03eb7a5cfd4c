import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { englishHousePage } from '../src/texts/en/house-page.ts';
import { frenchHousePage } from '../src/texts/fr/house-page.ts';
import { LANGUAGES, type Language } from '../src/texts/languages.ts';
import { textsFor } from '../src/texts/texts.ts';
import { type KnownTexts, knownTexts } from '../testbed/known-texts.ts';
import { PROJECT } from '../testbed/project.ts';
import { pageTextsIn } from '../testbed/support/page-words.ts';
import { BROKER, HOME, INFLUX, USB, VICTORIA } from '../tools/pictures/replaced-names.ts';

const IMAGES = join(PROJECT, 'docs/images');
const WORDS = join(IMAGES, 'words');
const REGISTERS = [1, 2, 3, 4, 5, 6].map((register) => `EASF0${register}`);
/** What the pictures show that is neither a text of the plugin nor a number: the names of their house and of its devices. */
const NAMES = [
  ...['Linky', 'Farm', 'Ferme', 'VA', 'InfluxDB', 'VictoriaMetrics', '401 unauthorized access'],
  ...['FTDI FT232R USB UART A10KPDYF', USB, '/dev/ttyAMA0', 'Enedis_Conso_Heure_20250106-20260824_…1234.csv'],
  ...REGISTERS,
  ...[INFLUX, VICTORIA].map((host) => `http://${host}`),
  `mqtt://${BROKER}`,
  ...[HOME.name, ...HOME.addresses].map((host) => `http://${host}:8588/`),
];
const HOUSE_PAGE = { en: englishHousePage, fr: frenchHousePage };

function tablesOf(language: Language, page: object = pageTextsIn[language]): readonly unknown[] {
  const { ui, historyImport, ...plugin } = textsFor(language, 'page');
  return [page, HOUSE_PAGE[language], ui, historyImport, plugin];
}

const textsOf = Object.fromEntries(
  LANGUAGES.map((language) => [language, knownTexts(language, tablesOf(language), NAMES)]),
) as { readonly [L in Language]: KnownTexts };

/** The pictures of the page in a language. */
function picturesIn(language: Language): readonly string[] {
  return readdirSync(IMAGES).filter((name) => name.endsWith(`.${language}.png`));
}

/** The words that a picture showed when it was taken. */
function wordsOf(picture: string): readonly string[] {
  return readFileSync(join(WORDS, picture.replace(/png$/, 'txt')), 'utf8')
    .trimEnd()
    .split('\n');
}

describe.each(LANGUAGES)('each picture in %s', (language) => {
  const texts = textsOf[language];
  const pictures = picturesIn(language);

  test.each(pictures)('shows the texts of today: %s', (picture) => {
    const lines = wordsOf(picture);
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => !texts.has(line))).toEqual([]);
  });

  test('is found to be old when a word of it has become another one', () => {
    const sentences = new Set(pictures.flatMap(wordsOf).filter((line) => /\p{L}{4}/u.test(line)));
    expect(sentences.size).toBeGreaterThan(100);
    const changed = [...sentences].map((line, nth) => {
      const words = [...line.matchAll(/\p{L}{4,}/gu)];
      const { 0: word = '', index = 0 } = words[nth % words.length] ?? {};
      return `${line.slice(0, index)}zebra${line.slice(index + word.length)}`;
    });
    expect(changed.filter((line) => texts.has(line))).toEqual([]);
  });

  test('is found to be old when a text of the page has been changed', () => {
    const page = pageTextsIn[language];
    const { about } = page.guide;
    const changed = { ...page, guide: { ...page.guide, about: { ...about, port: `${about.port} ${about.port}` } } };
    const heard = wordsOf(`heard.${language}.png`);
    const after = knownTexts(language, tablesOf(language, changed), NAMES);
    expect(heard.filter((line) => !after.has(line))).toEqual([about.port]);
  });

  test('is not taken for one in another language', () => {
    const other = textsOf[language === 'en' ? 'fr' : 'en'];
    const sentences = pictures.flatMap(wordsOf).filter((line) => line.length > 40 && line.endsWith('.'));
    expect(sentences.length).toBeGreaterThan(20);
    expect(sentences.filter((line) => other.has(line))).toEqual([]);
  });
});

test('no words are left of a picture that is gone', () => {
  const pictures = readdirSync(IMAGES).filter((name) => name.endsWith('.png'));
  expect(readdirSync(WORDS).toSorted()).toEqual(pictures.map((name) => name.replace(/png$/, 'txt')).toSorted());
});

describe.each(LANGUAGES)('the picture of a terminal in %s', (language) => {
  const { cli, ...plugin } = textsFor(language, 'options');
  const port = 'tcp://127.0.0.1:2000';
  const command = `linky-tic watch ${port} --mode standard --language ${language}`;
  const names = [
    '$',
    command,
    port,
    'standard',
    'standard mode',
    'mode standard',
    'HP BLANC',
    'PAS DE MESSAGE',
    ...REGISTERS,
    'Linky',
  ];
  const texts = knownTexts(language, [cli, plugin], names);

  test('shows the texts of today', () => {
    const svg = readFileSync(join(IMAGES, `watch.${language}.svg`), 'utf8');
    const lines = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text.trim());
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter((line) => !texts.has(line))).toEqual([]);
  });
});
