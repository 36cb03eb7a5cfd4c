import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InfluxConfig } from '../../src/config/config.ts';
import { secretsMask } from '../../src/influx/mask-secrets.ts';
import { anyCharacter, runs } from '../../testbed/support/generated.ts';

const TOKEN = 'p4ss<w"o&r\'d> /é+💡==';
/** Each byte encoded as in a URL, even where that is not needed. */
const percent = (text: string) => Buffer.from(text).toString('hex').replace(/../g, '%$&');
/** JSON as Go writes it, the language of InfluxDB. */
const goJson = (text: string) => JSON.stringify(text).replace(/[<>&]/g, (sign) => `\\u00${percent(sign).slice(1)}`);
const units = (text: string) =>
  Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
const html = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const form = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
const base64 = (text: string) => Buffer.from(text).toString('base64');

const FORMS: readonly (readonly [name: string, form: (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['in JSON', (text) => JSON.stringify(text).slice(1, -1)],
  ['in JSON of Go', (text) => goJson(text).slice(1, -1)],
  ['in JSON of PHP', (text) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/')],
  ['in JSON that is ASCII', units],
  ['in JSON that is ASCII, in capitals', (text) => units(text).toUpperCase().replaceAll('\\U', '\\u')],
  ['in a URL', (text) => encodeURIComponent(text)],
  ['in a URL, in small letters', (text) => encodeURIComponent(text).replace(/%../g, (byte) => byte.toLowerCase())],
  ['in a URL, every byte', percent],
  ['in a form', form],
  ['in a form, in small letters', (text) => form(text).replace(/%../g, (byte) => byte.toLowerCase())],
  ['in HTML', html],
  ['in HTML by numbers', (text) => Array.from(text, (one) => `&#${one.codePointAt(0)};`).join('')],
  [
    'in HTML by hexadecimal numbers',
    (text) => Array.from(text, (one) => `&#x${one.codePointAt(0)?.toString(16)};`).join(''),
  ],
  ['in HTML in JSON', (text) => JSON.stringify(html(text)).slice(1, -1)],
];

test.each(FORMS)('a token is masked %s', (_, written) => {
  expect(secretsMask(two(TOKEN))(`no ${written(TOKEN)}!`)).toBe('no ***!');
});

test.each(FORMS)('the base64 of a user and a password is masked %s', (_, written) => {
  const mask = secretsMask(one('jean', '>>>???é'));
  expect(mask(`no ${written(base64('jean:>>>???é'))}!`)).toBe('no ***!');
});

test.each([
  ['base64 for a URL', Buffer.from('jean:>>>???é').toString('base64url')],
  ['base64 without its end', base64('jean:>>>???é').replace(/=/g, '')],
  ['the password alone', '>>>???é'],
])('so is %s', (_, written) => expect(secretsMask(one('jean', '>>>???é'))(`no ${written}!`)).toBe('no ***!'));

test('a token of the form user:password has its password masked on its own, too', () => {
  expect(secretsMask(two('jean:s3cr3t'))('jean, not s3cr3t')).toBe('jean, not ***');
});

test.each([
  ['a token', two('s3cr3t'), 'Bearer s3cr3t'],
  ['a token with characters that Go quotes', two('s3"cr\\3t'), 'Bearer s3\\"cr\\\\3t'],
  ['a token too short to be masked elsewhere', two('abc'), 'Bearer abc'],
  ['a token that is a word of this text', two('token'), 'Bearer token'],
  ['a user and a password', one('moi', 'p4ss'), `Basic ${base64('moi:p4ss')}`],
  ['a user and a short password', one('m', 'p'), `Basic ${base64('m:p')}`],
])('what vmauth quotes is masked: %s', (_, config, quoted) => {
  const text = secretsMask(config)(`cannot find the provided auth token "${quoted}" in config`);
  expect(text.replace(/auth \*{3}/, 'auth token')).toBe(
    `cannot find the provided auth token "${quoted.split(' ')[0]} ***" in config`,
  );
});

test('any secret is masked in each of these forms', () => {
  const secret = fc.string({ minLength: 4, maxLength: 40, unit: anyCharacter }).filter((text) => text.length >= 4);
  fc.assert(
    fc.property(secret, (text) => {
      const mask = secretsMask(two(text));
      const seen = FORMS.filter(([, written]) => mask(`[${written(text)}]`).includes(written(text)));
      expect(seen.map(([name]) => name)).toEqual([]);
    }),
    runs(30),
  );
});

test('the search for a secret with many backslashes takes no longer than any other', () => {
  const secret = `${'\\'.repeat(30)}b`;
  const mask = secretsMask(two(secret));
  expect(mask(`${'\\'.repeat(64_000)} end`)).toHaveLength(64_004);
  expect(mask(`[${secret}] [${JSON.stringify(secret).slice(1, -1)}] [${encodeURIComponent(secret)}]`)).toBe(
    '[***] [***] [***]',
  );
});

test('a token of 9 000 characters is masked in each of these forms', () => {
  const token = TOKEN.repeat(450);
  const mask = secretsMask(two(token));
  expect(FORMS.filter(([, written]) => mask(`no ${written(token)}!`) !== 'no ***!')).toEqual([]);
});

test.each([
  ['a token', 'no p4ss w0rd'],
  ['C:\\new folder, 100%, R&D', 'C:\\new folder, 100%, R&D'],
])('a text without a secret stays as it is: %s', (text, shown) =>
  expect(secretsMask(two('p4ss-w0rd-and-more'))(text.replace('a token', 'no p4ss w0rd'))).toBe(shown),
);

describe('where a long text was cut off', () => {
  const before = 'x'.repeat(1_000);

  test.each(FORMS)('no part of a secret at the end is left %s', (_, written) => {
    const whole = written(TOKEN);
    const mask = secretsMask(two(TOKEN));
    // The longest forms of four characters.
    for (let length = 48; length < whole.length; length += 1) {
      expect(mask(`${before}${whole.slice(0, length)}`, true)).toBe(`${before}***`);
    }
    expect(mask(`${before}${whole}`, true)).toBe(`${before}***`);
  });

  test('a secret that vmauth quotes is masked as well, and whatever it may have become', () => {
    const token = 'é'.repeat(1_200);
    const text = `cannot find the provided auth token "Bearer ${token.slice(0, 1_100)}`;
    expect(secretsMask(two(token))(text, true)).toBe('cannot find the provided auth token "Bearer ***');
    expect(secretsMask(two('other'))(text, true)).toBe('cannot find the provided auth token "Bearer ***');
  });

  test('a text that only begins like a secret is left', () => {
    expect(secretsMask(two(TOKEN))(`${before}p4s`, true)).toBe(`${before}p4s`);
    expect(secretsMask(two(TOKEN))(`${before}p4ss words`, true)).toBe(`${before}p4ss words`);
  });
});

function two(token: string): InfluxConfig {
  return { url: '', literal: true, version: '2', token, org: '', bucket: '' };
}

function one(username: string, password: string): InfluxConfig {
  return { url: '', literal: true, version: '1', database: '', retentionPolicy: '', username, password };
}
