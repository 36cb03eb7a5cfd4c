import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerText } from '../../src/influx/answer.ts';
import { secretsMask } from '../../src/influx/mask-secrets.ts';
import { runs } from '../../testbed/support/generated.ts';
import { asRead } from './as-read.ts';

const html = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const inUnicode = (text: string) =>
  Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');

const wrapping = fc.constantFrom<(text: string) => string>(
  (text) => JSON.stringify(text),
  (text) => JSON.stringify({ error: text }),
  (text) => JSON.stringify(text).replaceAll('/', '\\/'),
  inUnicode,
  encodeURIComponent,
  html,
);
const junk = fc.constantFrom(
  '',
  '',
  '\x1b[0m',
  '\x1b[1;31m',
  '\x1b[',
  '\x9b0m',
  '\x07',
  '\r',
  '\n',
  '\t',
  '\u202e',
  '\u200b',
);
const secret = fc
  .string({
    minLength: 6,
    maxLength: 40,
    unit: fc.oneof(
      fc.constantFrom('\\', '"', '%', '&', 'é', '💡'),
      fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)),
    ),
  })
  .filter((text) => asRead(text).length >= 6);

test('however a secret is escaped and interrupted, nobody reads it in what is shown', () => {
  fc.assert(
    fc.property(
      secret,
      fc.array(junk, { minLength: 40, maxLength: 40 }),
      fc.array(wrapping, { maxLength: 4 }),
      fc.constantFrom('error', 'message'),
      (token, between, wrappings, field) => {
        const interrupted = Array.from(token, (one, at) => (between[at] ?? '') + one).join('');
        const said = wrappings.reduce((text, wrap) => wrap(text), `no ${interrupted} here`);
        const shown = secretsMask({ url: '', literal: true, version: '2', token, org: '', bucket: '' });
        const bodies = [said, JSON.stringify({ code: 'x', [field]: said })];
        for (const body of bodies) {
          const answer = { kind: 'answered', status: 200, headers: {}, body, shown } as const;
          for (const text of [answerText(answer), shown(body)]) expect(asRead(text)).not.toContain(asRead(token));
        }
      },
    ),
    runs(1_000),
  );
});
