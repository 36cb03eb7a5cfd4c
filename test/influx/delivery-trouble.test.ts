import { describe, expect, test } from 'vitest';
import type { InfluxConfig } from '../../src/config/config.ts';
import type { DeliveryTrouble } from '../../src/influx/delivery-trouble.ts';
import { deliveryTroubleText, retryDelayMs, troubleOfDelivery } from '../../src/influx/delivery-trouble.ts';
import type { Host } from '../../src/texts/host.ts';
import { textsFor } from '../../src/texts/texts.ts';
import type { UndatedTrouble } from '../../src/trouble/trouble.ts';
import { said, sentences } from '../../src/trouble/words.ts';

const DOWN = { kind: 'unreachable', why: 'notListening', says: '' } as const;
const never = () => 0;
const always = () => 1;

describe('a trouble that passes by itself', () => {
  test.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [6, 32_000],
    [7, 60_000],
    [5_000, 60_000],
  ])('is tried again, after failure %i, in %i ms at most', (failures, ms) => {
    expect(retryDelayMs(DOWN, failures, never)).toBe(ms);
    expect(retryDelayMs(DOWN, failures, always)).toBe(ms / 2);
  });

  test('is retried when the server says', () => {
    expect(retryDelayMs({ ...DOWN, retryInMs: 120_000 }, 1, always)).toBe(120_000);
    expect(retryDelayMs({ kind: 'busy', says: '', retryInMs: 3_000 }, 9, always)).toBe(3_000);
  });
});

test('a mistake that only the user can correct is retried every minute', () =>
  expect(retryDelayMs({ kind: 'misconfigured', why: 'rights', says: '' }, 1, always)).toBe(60_000));

const AT = { url: 'http://user:pass@nas.local:8086/influx/', literal: true } as const;
const VERSION_1: InfluxConfig = {
  ...{ ...AT, version: '1', database: 'house', retentionPolicy: '' },
  ...{ username: 'jean', password: 's3cr3t' },
};
const VERSION_2: InfluxConfig = { ...AT, version: '2', token: 's3cr3t', org: 'home', bucket: 'house' };

const TROUBLES: readonly DeliveryTrouble[] = [
  ...(['notListening', 'unknownHost', 'silent', 'full', 'failing', 'broken'] as const).map(
    (why) => ({ kind: 'unreachable', why, says: 'reason' }) as const,
  ),
  ...(
    [
      ...(['credentials', 'rights', 'noSuchStore', 'noSuchRetentionPolicy', 'noRoom', 'refusesAll'] as const),
      ...(['address', 'certificate'] as const),
    ] as const
  ).map((why) => ({ kind: 'misconfigured', why, says: 'reason' }) as const),
  { kind: 'busy', says: 'reason' },
];

describe.each(['homebridge', 'options', 'config', 'page'] as const)('where %s runs the service', (host: Host) => {
  const cases = [VERSION_1, VERSION_2].flatMap((config) =>
    (['en', 'fr'] as const).flatMap((language) => TROUBLES.map((trouble) => ({ config, language, trouble }))),
  );
  test.each(cases)('each trouble has words in $language, and names only what is there (%#)', (given) => {
    const texts = textsFor(given.language, host);
    const text = deliveryTroubleText(given.trouble, given.config, texts);
    expect(text).toMatch(/[.»]$/);
    expect(text).not.toMatch(/pass@|s3cr3t|undefined/);
    expect(text).not.toMatch(host === 'options' ? /\binflux\.\w/ : /--(?:token|url|bucket|org|database|user|pass)/);
    const trouble = troubleOfDelivery(given.trouble, given.config);
    const { meanwhile = '' } = said(trouble, texts.troubles);
    expect(meanwhile).toMatch(/^[A-Z].*\.$/);
    expect(sentences(trouble, texts.troubles)).toBe(`${text} ${meanwhile}`);
  });
});

test('a server that wants an organisation, where none is set, is told so', () => {
  const trouble = { kind: 'misconfigured', why: 'noSuchStore', says: '404 organization not found' } as const;
  const texts = textsFor('en', 'homebridge');
  expect(deliveryTroubleText(trouble, { ...VERSION_2, org: '' }, texts)).toContain(
    'requires the name of your organisation',
  );
  expect(deliveryTroubleText(trouble, VERSION_2, texts)).toContain('has no bucket house in the organisation home');
});

test.each([
  ['certificate', 'Hostname/IP does not match: Host: influx.example.org. is not in the cert'],
  ['address', '301 → https://www.example.org/'],
  ['address', '301 → https://org.example/'],
] as const)('an address with the word org in it (%s: %s) does not ask for an organisation', (why, says) => {
  const text = deliveryTroubleText(
    { kind: 'misconfigured', why, says },
    { ...VERSION_2, org: '' },
    textsFor('en', 'options'),
  );
  expect(text).not.toContain('requires the name of your organisation');
});

test.each(['en', 'fr'] as const)('the settings page says what to check for each outage, and where (%s)', (language) => {
  const [page, log] = [textsFor(language, 'page'), textsFor(language, 'homebridge')];
  for (const why of ['notListening', 'unknownHost', 'silent', 'failing', 'broken'] as const) {
    const outage = { kind: 'unreachable', why, says: 'reason' } as const;
    const [onPage, inLog] = [page, log].map((texts) => deliveryTroubleText(outage, VERSION_2, texts));
    expect(onPage?.startsWith(inLog ?? '')).toBe(true);
    expect(onPage?.slice(inLog?.length)).toMatch(/^ [A-Z].{10,}\.$/);
  }
  const others: readonly UndatedTrouble[] = [
    { part: 'line', kind: 'silent', meter: 'linky', name: 'Linky', port: 'p' },
    { part: 'history', kind: 'notCopied', path: '/', says: 'r', why: 'failing' },
  ];
  for (const trouble of others) expect(sentences(trouble, page.troubles)).toBe(sentences(trouble, log.troubles));
});
