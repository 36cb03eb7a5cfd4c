import { describe, expect, test } from 'vitest';
import { groupIn, sealed } from './decode.ts';

const historique = (text: string) => groupIn(text, 'historique');
const standard = (text: string) => groupIn(text, 'standard');

describe('a group is read from its end', () => {
  test('label, data, checksum', () => {
    expect(historique('PAPP 02840 /')).toEqual({ kind: 'group', label: 'PAPP', data: '02840' });
    expect(standard('EAST\t011887649\t;')).toEqual({ kind: 'group', label: 'EAST', data: '011887649' });
  });

  test.each([
    ['PTEC HP..  ', 'HP..'],
    ['IINST 009  ', '009'],
    ['BASE 010151175  ', '010151175'],
  ])('a checksum that is a blank: %j', (text, data) => {
    expect(historique(text)).toMatchObject({ kind: 'group', data });
  });

  test('data that hold the separator', () => {
    expect(historique(sealed('OPTARIF BBR ', 'historique'))).toMatchObject({ label: 'OPTARIF', data: 'BBR ' });
    expect(historique(sealed('ZZ  A  B ', 'historique'))).toMatchObject({ label: 'ZZ', data: ' A  B ' });
  });

  test('a horodate stands between label and data', () => {
    expect(standard('SMAXSN\tH230301065253\t01024\t2')).toEqual({
      kind: 'group',
      label: 'SMAXSN',
      horodate: 'H230301065253',
      data: '01024',
    });
  });

  test('DATE has a horodate and no data', () => {
    const date = { kind: 'group', label: 'DATE', horodate: 'H230301091834', data: '' };
    expect(standard('DATE\tH230301091834\t\tC')).toEqual(date);
  });

  test('a horodate without a date has a blank season', () => {
    expect(standard(sealed('FPM3\t 081225223518\t00', 'standard'))).toMatchObject({ horodate: ' 081225223518' });
  });
});

describe('a label that no specification names is kept as text', () => {
  test.each([
    ['historique', 'ZZTOP 1-A', { label: 'ZZTOP', data: '1-A' }],
    ['historique', 'Z 1', { label: 'Z', data: '1' }],
    ['standard', 'SINST1\t00240', { label: 'SINST1', data: '00240' }],
    ['standard', 'SMAXN\tE230301065253\t01024', { label: 'SMAXN', horodate: 'E230301065253', data: '01024' }],
    ['standard', 'ZZ\t', { label: 'ZZ', data: '' }],
  ] as const)('%s %j', (mode, body, kept) => {
    expect(groupIn(sealed(body, mode), mode)).toEqual({ kind: 'group', ...kept });
  });

  test('but not with a separator of the standard mode in it that parts no horodate', () => {
    const text = sealed('ZZ\tA\tB', 'standard');
    expect(standard(text)).toEqual({ kind: 'form', data: 'A\tB' });
    expect(historique(sealed('ZZ A\tB', 'historique'))).toEqual({ kind: 'form', data: 'A\tB' });
  });
});

describe('refused as malformed', () => {
  test.each([
    ['', 'nothing'],
    [' ', 'a separator alone'],
    ['PAPP', 'no separator'],
    ['PAPP /', 'one separator'],
    ['PAPP 02840', 'no checksum'],
    ['PAPP 02840/', 'no separator before the checksum'],
    [' 02840 /', 'no label'],
    ['PAPP 02840 / ', 'a character after the checksum'],
    [sealed('papp 02840', 'historique'), 'a label in lower case'],
    [sealed('2PAPP 02840', 'historique'), 'a label that begins with a digit'],
    [sealed('ABCDEFGHIJKLM 1', 'historique'), 'a label of 13 characters'],
  ])('%j: %s', (text) => expect(historique(text)).toEqual({ kind: 'malformed' }));

  test("a group in the other mode's separators", () => {
    expect(standard('PAPP 02840 /')).toEqual({ kind: 'malformed' });
    expect(historique('EAST\t011887649\t;')).toEqual({ kind: 'malformed' });
  });
});

describe('refused by checksum', () => {
  test('says the label when it is known, and both checksums', () => {
    const fault = { kind: 'checksum', label: 'PAPP', computed: '/', received: '0' };
    expect(historique('PAPP 02840 0')).toEqual(fault);
  });

  test('says no label that it does not know', () => {
    expect(historique('PBPP 02840 /')).toEqual({ kind: 'checksum', computed: '0', received: '/' });
  });

  test("the other mode's sum", () => {
    expect(standard('VTIC\t02\tA')).toEqual({ kind: 'checksum', label: 'VTIC', computed: 'J', received: 'A' });
  });
});

test('a text in lower case is doubtful, of a label known or not', () => {
  const NGTF = sealed('NGTF\t HC et Week-End ', 'standard');
  expect(NGTF.at(-1)).toBe('U');
  expect(standard(NGTF)).toMatchObject({ kind: 'group', data: ' HC et Week-End ', mustRepeat: true });
  expect(historique(sealed('ZZ Base', 'historique'))).toMatchObject({ kind: 'group', data: 'Base', mustRepeat: true });
});

test('a text with a single letter in lower case is doubtful, too, as one damaged character gives it', () => {
  expect(standard(sealed('NGTF\t     TEMPO n    ', 'standard'))).toMatchObject({ kind: 'group', mustRepeat: true });
  expect(historique(sealed('ZZ BASe', 'historique'))).toMatchObject({ kind: 'group', mustRepeat: true });
});

describe('refused by form', () => {
  test('says the label when it is known, and the data', () => {
    const fault = { kind: 'form', label: 'PAPP', data: '2840' };
    expect(historique(sealed('PAPP 2840', 'historique'))).toEqual(fault);
  });

  test('a text with a character that no text has', () => {
    expect(standard(sealed('NGTF\t      BASE `    ', 'standard'))).toMatchObject({ kind: 'form', label: 'NGTF' });
  });

  test.each(['DATE\t', 'SMAXSN\t01024', 'SMAXSN\tX230301065253\t01024', 'SMAXSN\tH2303010652\t01024'])(
    'a horodate that is missing or none: %j',
    (body) => expect(standard(sealed(body, 'standard'))).toMatchObject({ kind: 'form' }),
  );

  test('a horodate where none belongs', () => {
    const text = sealed('EAST\tH230301065253\t011887649', 'standard');
    expect(standard(text)).toMatchObject({ kind: 'form', label: 'EAST' });
  });
});
