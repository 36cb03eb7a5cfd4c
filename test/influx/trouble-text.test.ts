import { describe, expect, test } from 'vitest';
import type { InfluxConfig } from '../../src/config/config.ts';
import type { DeliveryTrouble } from '../../src/influx/delivery-trouble.ts';
import { meanwhileText, troubleText } from '../../src/influx/trouble-text.ts';
import type { Host } from '../../src/texts/host.ts';
import { textsFor } from '../../src/texts/texts.ts';

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
    ['credentials', 'rights', 'noSuchStore', 'noSuchRetentionPolicy', 'address', 'certificate', 'stranger'] as const
  ).map((why) => ({ kind: 'misconfigured', why, says: 'reason' }) as const),
  { kind: 'busy', says: 'reason' },
];

describe.each(['homebridge', 'options', 'config'] as const)('where %s runs the service', (host: Host) => {
  const cases = [VERSION_1, VERSION_2].flatMap((config) =>
    (['en', 'fr'] as const).flatMap((language) => TROUBLES.map((trouble) => ({ config, language, trouble }))),
  );
  test.each(cases)('each trouble has words in $language, and names only what is there (%#)', (given) => {
    const { influx } = textsFor(given.language, host);
    const text = troubleText(given.trouble, given.config, influx);
    expect(text).toMatch(/[.»]$/);
    expect(text).not.toMatch(/pass@|s3cr3t|undefined/);
    expect(text).not.toMatch(host === 'options' ? /\binflux\.\w/ : /--(?:token|url|bucket|org|database|user|pass)/);
    expect(meanwhileText(given.trouble, influx)).toMatch(/^[A-Z].*\.$/);
  });
});

test('a server that wants an organisation, where none is set, is told so', () => {
  const trouble = { kind: 'misconfigured', why: 'noSuchStore', says: '404 organization not found' } as const;
  const { influx } = textsFor('en', 'homebridge');
  expect(troubleText(trouble, { ...VERSION_2, org: '' }, influx)).toContain('wants the name of your organisation');
  expect(troubleText(trouble, VERSION_2, influx)).toContain('has no bucket house in the organisation home');
});
